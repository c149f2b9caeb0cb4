import { desiredAt, directShare } from '../../domain/desired-state.ts';
import { BanyanError } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import type { RollBackTimes } from '../../domain/roll-back-times.ts';
import { stopName, type Stop } from '../../domain/stop.ts';
import { settleBack, type DriveOptions } from './drive.ts';
import type { Engine } from './engine.ts';
import { describeLastSeen, lastDirect, lastThroughProxies, type LastSeen } from './last-request.ts';
import { orError } from './or-error.ts';
import { readPosition } from './position.ts';
import { recordNext } from './record.ts';
import { rollBack } from './roll-back.ts';

/** A roll-back with its times. */
export interface TimedRollBack {
  readonly from: Stop;
  readonly times: RollBackTimes;
  readonly lastSeen: LastSeenByWay;
  /** Of a lever, of the journal, or of what comes after the levers: what had worked is told all the same. */
  readonly failure: Error | undefined;
}

interface LastSeenByWay {
  readonly throughProxies: LastSeen;
  readonly direct: LastSeen;
}

export interface TimedRollBackOptions extends DriveOptions, Instruments {
  readonly to: 'deploy' | 'start';
  /** When it was asked for, epoch milliseconds: times count from here. */
  readonly began: number;
}

/** How late it is told what was served. */
export interface Instruments {
  /** Of the load balancer's metrics. */
  readonly metricPeriodMs: number;
  /** The proxies' counters come by way of somebody who asks them now and then. */
  readonly scraped: boolean;
}

/** Once nobody writes to the candidate, trouble with what is left to do is told, and not waited for. */
const TROUBLE_MS = 30_000;

/**
 * Rolls back, waits until everybody is back, looks when the candidate saw its last request, and writes the times down.
 * @throws Error where no lever worked at all
 */
export async function rollBackTimed(engine: Engine, migration: Migration, options: TimedRollBackOptions): Promise<TimedRollBack> {
  const { to, why, began } = options;
  const made: Record<string, number> = {};
  const timing: Engine = {
    ...engine,
    onChange(change, at) {
      made[change.kind] ??= at - began;
      engine.onChange?.(change, at);
    },
  };
  // A journal that cannot be read keeps nobody on the candidate: the roll-back brings everybody back, and then says so.
  const from = await stopOf(engine, migration).catch(async () => (await rollBack(timing, migration, to, why)).from);
  const unpulled = await failureOf(rollBack(timing, migration, to, why));
  if (unpulled && Object.keys(made).length === 0) throw unpulled;
  const patienceMs = migration.data ? options.patienceMs : Math.min(options.patienceMs, TROUBLE_MS);
  const settled = unpulled ? Promise.resolve(unpulled) : failureOf(settleBack(timing, migration, { ...options, patienceMs }));
  const lastSeen = await lookForLast(engine, migration, from, settled, options);
  const times: RollBackTimes = {
    overrideMs: made['override-proxies'] ?? null,
    flagMs: made['set-flags'] ?? made['archive-flags'] ?? null,
    ruleMs: made['remove-rules'] ?? null,
    lastRequestMs: latest(lastSeen),
    lastRequest: inWords(lastSeen, wentDirect(migration, from), to),
  };
  if (from.kind !== 'start') await writeDown(engine, migration, why, times);
  return { from, times, lastSeen, failure: await settled };
}

/** What went wrong, as a value; what is no failure of the outside, such as Ctrl-C, ends everything. */
async function failureOf(work: Promise<unknown>): Promise<BanyanError | undefined> {
  const end = await orError(work);
  return end instanceof BanyanError ? end : undefined;
}

async function stopOf(engine: Engine, migration: Migration): Promise<Stop> {
  return readPosition(migration, await engine.ports.journal.read(migration.id)).stop;
}

const SCRAPED: LastSeen = { kind: 'unknown', because: 'Prometheus tells of the proxies as they were at its last scrape: look at banyan_last_answer_seconds of the candidate after the next one' };

async function lookForLast(engine: Engine, migration: Migration, from: Stop, back: Promise<unknown>, { began, metricPeriodMs, scraped }: TimedRollBackOptions): Promise<LastSeenByWay> {
  const direct = async (): Promise<LastSeen> => {
    await back;
    return wentDirect(migration, from) ? lastDirect(engine, migration, began, metricPeriodMs) : { kind: 'none' };
  };
  const [throughProxies, straight] = await Promise.all([scraped ? SCRAPED : lastThroughProxies(engine, migration, began, back), direct()]);
  return { throughProxies, direct: straight };
}

function wentDirect(migration: Migration, from: Stop): boolean {
  return directShare(desiredAt(migration, from)) > 0;
}

function inWords({ throughProxies, direct }: LastSeenByWay, isDirect: boolean, to: 'deploy' | 'start'): string {
  const requests = `through a proxy ${describeLastSeen(throughProxies)}; straight from the load balancer ${describeLastSeen(direct)}`;
  if (!isDirect) return requests;
  return `${requests}; WebSockets and streams that it had opened straight there end with the candidate’s tasks${to === 'start' ? '' : ', whose place fresh ones take'}`;
}

function latest({ throughProxies, direct }: LastSeenByWay): number | null {
  if (throughProxies.kind === 'unknown' || direct.kind === 'unknown') return null;
  const seen = [throughProxies, direct].flatMap((each) => (each.kind === 'seen' ? each.ms : []));
  return seen.length > 0 ? Math.max(...seen) : null;
}

/** For those who read of it later. Who has moved the migration on meanwhile does not wait for it, and a journal that cannot be written was told of already. */
async function writeDown(engine: Engine, migration: Migration, why: string, times: RollBackTimes): Promise<void> {
  try {
    const { stop, length } = readPosition(migration, await engine.ports.journal.read(migration.id));
    await recordNext(engine, migration, length, why, { kind: 'timed', stop: stopName(stop), ...times });
  } catch (error) {
    if (!(error instanceof BanyanError)) throw error;
  }
}
