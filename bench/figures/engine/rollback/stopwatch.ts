import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEngine } from '../../../../cli/parts/open-engine.ts';
import type { Io } from '../../../../cli/io.ts';
import { startWorld } from '../../../../demo/world.ts';
import { gateName } from '../../../../domain/gate.ts';
import type { Migration } from '../../../../domain/migration.ts';
import { findStop } from '../../../../domain/stop.ts';
import { run, type DriveOptions } from '../../../../migrations/engine/drive.ts';
import type { Engine } from '../../../../migrations/engine/engine.ts';
import { figure, median, reading, type Figure } from '../../../figure.ts';
import { startStickyCallers, type StickyCallers } from '../../../processes/sticky-callers.ts';

/** The shop's catalog on its way, its gates open, and those who call it. */
export interface Stopwatch {
  readonly engine: Engine;
  readonly migration: Migration;
  readonly callers: StickyCallers;
  readonly reach: (stop: string) => Promise<void>;
}

const RUNS = 20;
export const DRIVE: DriveOptions = { why: 'stopwatch', pollMs: 200, patienceMs: 60_000 };
/** Those who call stay with their session, their connection and the load balancer's cookies; some have WebSockets. */
const CALLERS = { callers: 1_000, perSecond: 200, sockets: 40 };
const SIDE = { directory: join(import.meta.dirname, '../../../processes/side') };
/** For late requests. */
const WATCH_MS = 2_500;

/** Opens a world, measures in it, and tells what callers had of it. */
export async function withStopwatch(measure: (stopwatch: Stopwatch) => Promise<Figure[]>): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'banyan-rollback-'));
  const world = await startWorld({ directory, load: 0, migrations: join(import.meta.dirname, '../../../processes/stopwatch-migrations'), images: { 'shop/monolith': SIDE, 'shop/catalog': SIDE }, now: Date.now });
  const callers = startStickyCallers({ url: world.url, ...CALLERS });
  try {
    const { engine: opened, migrations } = await openEngine(ioIn(directory), { config: world.file });
    const [migration] = migrations;
    if (!migration) throw new Error('there is no migration to roll back');
    const engine: Engine = { ...opened, askGates: async (gates) => gates.map((each) => ({ gate: gateName(each), state: 'open' as const, because: 'the stopwatch', evidence: {} })) };
    const reach = async (stop: string) => void (await run(engine, migration, { ...DRIVE, until: findStop(migration, stop) ?? { kind: 'start' } }));
    const figures = await measure({ engine, migration, callers, reach });
    await callers.stop();
    return [
      ...figures,
      reading('requests sent meanwhile', callers.sent(), 'requests'),
      figure(`requests failed${callers.failures.length > 0 ? ` (${[...new Set(callers.failures)].slice(0, 3).join(', ')})` : ''}`, callers.failures.length, 'requests', '≤', 0),
    ];
  } finally {
    await callers.stop();
    await world.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** What a lever is measured by: when the candidate saw its last request, and, of all, the last word of a WebSocket. */
export interface Lever {
  readonly pull: () => Promise<unknown>;
  /** Nothing comes to the candidate any more; by default a while later, for late requests. */
  readonly over?: () => Promise<unknown>;
  readonly undo: () => Promise<unknown>;
  /** Default 20. */
  readonly runs?: number;
}

/** Milliseconds from the word on, of each run: to the last request on the candidate, and to the last of all. */
export interface Rounds {
  readonly requests: readonly number[];
  readonly all: readonly number[];
}

/** Each run begins once the candidate has at least that share of the requests again. */
export async function rounds({ callers }: Stopwatch, share: number, { pull, over, undo, runs = RUNS }: Lever): Promise<Rounds> {
  const times = { requests: [] as number[], all: [] as number[] };
  for (let round = 0; round < runs; round++) {
    while (callers.candidateShare() < share) await sleep(50);
    const began = Date.now();
    await pull();
    await over?.();
    await sleep(Math.max(0, began + WATCH_MS - Date.now()));
    times.requests.push(Math.max(0, callers.lastOnCandidate('requests alone') - began));
    times.all.push(Math.max(0, callers.lastOnCandidate('all') - began));
    await undo();
  }
  return times;
}

export function inWords(how: string, times: readonly number[], bound: number): Figure[] {
  return [reading(`${how}, median of ${times.map(Math.round).join(', ')}`, median(times), 'ms'), figure(`${how}, the longest`, Math.max(...times), 'ms', '≤', bound)];
}

function ioIn(directory: string): Io {
  return { out: () => {}, err: () => {}, directory, environment: process.env, isTerminal: false, setStatus: () => {}, signal: new AbortController().signal, now: Date.now, sleep };
}
