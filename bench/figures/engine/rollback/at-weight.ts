import { setTimeout as sleep } from 'node:timers/promises';
import { BanyanError } from '../../../../domain/errors.ts';
import { settle } from '../../../../migrations/engine/drive.ts';
import type { Engine } from '../../../../migrations/engine/engine.ts';
import { rollBack } from '../../../../migrations/engine/roll-back.ts';
import { figure, reading, type Figure } from '../../../figure.ts';
import { DRIVE, inWords, rounds, withStopwatch, type Rounds, type Stopwatch } from './stopwatch.ts';

const SHARE = 0.3;
/** Those that came to legacy have tried again a few times. */
const REOPENED_MS = 1_500;
/** The candidate's deregistration delay of 30 s, in the sandbox's time-lapse, and a second for what comes before and after. */
const DRAINED_MS = 4_000;
/** Fresh tasks come up first. */
const RENEWED_MS = DRAINED_MS + 6_000;

/**
 * `rollback` at weight 50, where the load balancer itself has sent callers to the candidate, and WebSockets that nobody can move: they end with its tasks, which are renewed. The
 * proxies' override is left out, so that what is measured is the flags that they poll, and the rule.
 */
export async function rollbackAtWeightFigures(): Promise<Figure[]> {
  return withStopwatch(async (stopwatch) => {
    const { last, open, left } = await rollBacks(stopwatch, 'deploy', 20);
    return [
      ...inWords('`rollback` at weight 50, by polling: last request on the candidate', last.requests, 2_000),
      ...inWords('`rollback` at weight 50: last word on the candidate, WebSockets included', last.all, RENEWED_MS),
      reading(`WebSockets to the candidate before it, the fewest of ${open.join(', ')}`, Math.min(...open), 'sockets'),
      figure(`WebSockets that stay with the candidate once it has settled, the most of ${left.join(', ')}`, Math.max(...left), 'sockets', '≤', 0),
    ];
  });
}

/** `rollback --to start` at weight 50: the candidate's tasks go, and with them the WebSockets that the load balancer opened straight to it. */
export async function rollbackToStartFigures(): Promise<Figure[]> {
  return withStopwatch(async (stopwatch) => {
    // Each takes a deployment.
    const { last, open, left } = await rollBacks(stopwatch, 'start', 10);
    return [
      ...inWords('`rollback --to start` at weight 50: last word on the candidate, WebSockets included', last.all, DRAINED_MS),
      reading(`WebSockets to the candidate before it, the fewest of ${open.join(', ')}`, Math.min(...open), 'sockets'),
      figure(`WebSockets that stay with the candidate once it has settled, the most of ${left.join(', ')}`, Math.max(...left), 'sockets', '≤', 0),
    ];
  });
}

/** Rolls back again and again: when the candidate was last heard of each time, and how many WebSockets led there before it and once it had settled. */
async function rollBacks(stopwatch: Stopwatch, to: 'deploy' | 'start', runs: number): Promise<{ readonly last: Rounds; readonly open: readonly number[]; readonly left: readonly number[] }> {
  const { migration, callers } = stopwatch;
  const polled = withoutOverride(stopwatch);
  await reachWeight(stopwatch);
  const open: number[] = [];
  const left: number[] = [];
  const last = await rounds(stopwatch, SHARE, {
    runs,
    async pull() {
      open.push(callers.openSockets());
      await rollBack(polled, migration, to, DRIVE.why);
    },
    async over() {
      await settle(polled, migration, DRIVE);
      left.push(callers.openSockets());
    },
    undo: () => reachWeight(stopwatch),
  });
  return { last, open, left };
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
