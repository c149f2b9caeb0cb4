import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEngine } from '../../../cli/open-engine.ts';
import type { Io } from '../../../cli/io.ts';
import { startWorld } from '../../../demo/world.ts';
import { BanyanError } from '../../../domain/errors.ts';
import { gateName } from '../../../domain/gate.ts';
import { findStop } from '../../../domain/stop.ts';
import { run, settleBack } from '../../../migrations/engine/drive.ts';
import type { Engine } from '../../../migrations/engine/engine.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { figure, median, reading, type Figure } from '../../figure.ts';
import { startStickyCallers, type StickyCallers } from '../../processes/sticky-callers.ts';

export interface StopwatchOptions {
  readonly runs: number;
  readonly callers: number;
  readonly perSecond: number;
  readonly sockets: number;
}

const SIDE = { directory: join(import.meta.dirname, '../../processes/side') };
/** For late requests. */
const WATCH_MS = 2_500;

/**
 * How long after the word the candidate sees its last request, of callers with the load balancer's cookie, keep-alive connections and WebSockets through the
 * proxy; by the callers' own account of who answered them, so that nobody who rolls back is asked. Three ways: the flag switched off by a person, the proxies'
 * override with Unleash left out, and `rollback` at a weight. WebSockets that the load balancer opened straight to the candidate end with their peers only.
 */
export async function rollbackFigures({ runs, callers, perSecond, sockets }: StopwatchOptions = { runs: 20, callers: 1_000, perSecond: 200, sockets: 40 }): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'banyan-rollback-'));
  const world = await startWorld({ directory, load: 0, migrations: join(import.meta.dirname, '../../processes/stopwatch-migrations'), images: { 'shop/monolith': SIDE, 'shop/catalog': SIDE }, now: Date.now });
  let load: StickyCallers | undefined;
  try {
    const { engine: opened, migrations } = await openEngine(ioIn(directory), { config: world.file });
    const [migration] = migrations;
    if (!migration) throw new Error('there is no migration to roll back');
    const engine: Engine = { ...opened, askGates: async (gates) => gates.map((each) => ({ gate: gateName(each), state: 'open' as const, because: 'the stopwatch', evidence: {} })) };
    const { flags, overrides } = engine.ports;
    const reach = async (stop: string) => void (await run(engine, migration, { why: 'stopwatch', pollMs: 200, patienceMs: 60_000, until: findStop(migration, stop) ?? { kind: 'start' } }));
    const callersHere = (load = startStickyCallers({ url: world.url, callers, perSecond, sockets }));

    await reach('cohort:100');
    const on = await flags.observe('catalog');
    if (on === 'none') throw new Error('the flags are not there');
    const byFlag = await rounds(runs, callersHere, 0.5, () => flags.ensure('catalog', { ...on, on: false }), () => flags.ensure('catalog', on));
    const byOverride = await rounds(runs, callersHere, 0.5, () => overrides.takeBack('catalog'), () => overrides.lift('catalog'));
    // At the weight the proxies' own override is left out, so that what is measured is the flags that they poll, and the rule.
    const polled: Engine = { ...engine, ports: { ...engine.ports, overrides: { takeBack: () => Promise.reject(new BanyanError('CREDENTIALS_MISSING', 'left out')), lift: (group) => overrides.lift(group) } } };
    await reach('weight:50');
    const direct = callersHere.openSockets();
    const back = async () => {
      await settleBack(engine, migration, { why: 'stopwatch', pollMs: 200, patienceMs: 60_000 });
      await reach('weight:50');
    };
    const byRollback = await rounds(runs, callersHere, 0.3, async () => void (await rollBack(polled, migration, 'deploy', 'stopwatch')), back, 'requests alone');
    await callersHere.stop();
    return [
      ...inWords('the flag is switched off', byFlag, 2_000),
      ...inWords("the proxies' override", byOverride, 1_000),
      ...inWords('`rollback` at weight 50, by polling', byRollback, 2_000),
      reading('WebSockets to the candidate at weight 50', direct, 'sockets'),
      reading('requests sent meanwhile', callersHere.sent(), 'requests'),
      figure(`requests failed${callersHere.failures.length > 0 ? ` (${[...new Set(callersHere.failures)].slice(0, 3).join(', ')})` : ''}`, callersHere.failures.length, 'requests', '≤', 0),
    ];
  } finally {
    await load?.stop();
    await world.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Each round begins once the candidate has at least that share of the requests again. */
async function rounds(runs: number, load: StickyCallers, share: number, pull: () => Promise<unknown>, undo: () => Promise<unknown>, what: 'all' | 'requests alone' = 'all'): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < runs; round++) {
    while (load.candidateShare() < share) await sleep(50);
    const began = Date.now();
    await pull();
    await sleep(Math.max(0, began + WATCH_MS - Date.now()));
    times.push(Math.max(0, load.lastOnCandidate(what) - began));
    await undo();
  }
  return times;
}

function inWords(how: string, times: readonly number[], bound: number): Figure[] {
  return [reading(`${how}: last request on the candidate, median of ${times.map(Math.round).join(', ')}`, median(times), 'ms'), figure(`${how}: last request on the candidate, the longest`, Math.max(...times), 'ms', '≤', bound)];
}

function ioIn(directory: string): Io {
  return { out: () => {}, err: () => {}, directory, environment: process.env, isTerminal: false, setStatus: () => {}, signal: new AbortController().signal, now: Date.now, sleep };
}
