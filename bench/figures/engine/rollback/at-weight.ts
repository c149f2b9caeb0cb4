import { setTimeout as sleep } from 'node:timers/promises';
import { BanyanError } from '../../../../domain/errors.ts';
import { settle, settleBack } from '../../../../migrations/engine/drive.ts';
import type { Engine } from '../../../../migrations/engine/engine.ts';
import { rollBack } from '../../../../migrations/engine/roll-back.ts';
import { reading, type Figure } from '../../../figure.ts';
import { DRIVE, inWords, rounds, withStopwatch, type Stopwatch } from './stopwatch.ts';

const SHARE = 0.3;
/** Those that came to legacy have tried again a few times. */
const REOPENED_MS = 1_500;
/** The candidate's deregistration delay of 30 s, in the sandbox's time-lapse, and a second for what comes before and after. */
const DRAINED_MS = 4_000;

/**
 * `rollback` at weight 50, where the load balancer itself has sent callers to the candidate, and WebSockets that nobody can move. The proxies' override is left out, so that
 * what is measured is the flags that they poll, and the rule.
 */
export async function rollbackAtWeightFigures(): Promise<Figure[]> {
  return withStopwatch(async (stopwatch) => {
    const { migration, callers } = stopwatch;
    const polled = withoutOverride(stopwatch);
    await reachWeight(stopwatch);
    const open: number[] = [];
    const left: number[] = [];
    const times = await rounds(stopwatch, SHARE, {
      what: 'requests alone',
      async pull() {
        open.push(callers.openSockets());
        await rollBack(polled, migration, 'deploy', DRIVE.why);
      },
      async undo() {
        left.push(callers.openSockets());
        await settleBack(polled, migration, DRIVE);
        await reachWeight(stopwatch);
      },
    });
    return [
      ...inWords('`rollback` at weight 50, by polling: last request on the candidate', times, 2_000),
      reading(`WebSockets to the candidate before it, the fewest of ${open.join(', ')}`, Math.min(...open), 'sockets'),
      reading(`WebSockets that stay with the candidate after it, the most of ${left.join(', ')}`, Math.max(...left), 'sockets'),
    ];
  });
}

/** `rollback --to start` at weight 50: the candidate's tasks go too, and with them the WebSockets that the load balancer opened straight to it. */
export async function rollbackToStartFigures(): Promise<Figure[]> {
  return withStopwatch(async (stopwatch) => {
    const { migration, callers } = stopwatch;
    const polled = withoutOverride(stopwatch);
    await reachWeight(stopwatch);
    const open: number[] = [];
    const times = await rounds(stopwatch, SHARE, {
      // Each takes a deployment.
      runs: 10,
      async pull() {
        open.push(callers.openSockets());
        await rollBack(polled, migration, 'start', DRIVE.why);
      },
      async over() {
        await settle(polled, migration, DRIVE);
        for (const end = Date.now() + DRIVE.patienceMs; callers.openSockets() > 0 && Date.now() < end; ) await sleep(20);
      },
      undo: () => reachWeight(stopwatch),
    });
    return [
      ...inWords('`rollback --to start` at weight 50: last word on the candidate, WebSockets included', times, DRAINED_MS),
      reading(`WebSockets to the candidate before it, the fewest of ${open.join(', ')}`, Math.min(...open), 'sockets'),
    ];
  });
}

/** WebSockets that came by the proxies, at an earlier stop, come by the load balancer's own split now: half of them straight to the candidate. */
async function reachWeight({ reach, callers }: Stopwatch): Promise<void> {
  await reach('weight:50');
  callers.reopenSockets();
  await sleep(REOPENED_MS);
}

function withoutOverride({ engine }: Stopwatch): Engine {
  const { overrides } = engine.ports;
  return { ...engine, ports: { ...engine.ports, overrides: { takeBack: () => Promise.reject(new BanyanError('CREDENTIALS_MISSING', 'left out')), lift: (group) => overrides.lift(group) } } };
}
