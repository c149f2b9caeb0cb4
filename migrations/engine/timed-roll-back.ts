import { desiredAt } from '../../domain/desired-state.ts';
import { BanyanError } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import type { RollBackTimes } from '../../domain/roll-back-times.ts';
import { stopName, type Stop } from '../../domain/stop.ts';
import { settleBack, type DriveOptions } from './drive.ts';
import type { Engine } from './engine.ts';
import { describeLastSeen, lastDirect, lastThroughProxies, type LastSeen } from './last-request.ts';
import { readPosition } from './position.ts';
import { recordNext } from './record.ts';
import { rollBack } from './roll-back.ts';

/** A roll-back with its times. */
export interface TimedRollBack {
  readonly from: Stop;
  readonly times: RollBackTimes;
  readonly lastSeen: { readonly throughProxies: LastSeen; readonly direct: LastSeen };
  /** Of a lever that failed, or of the journal: the levers that work were pulled all the same. */
  readonly failure: Error | undefined;
}

export interface TimedRollBackOptions extends DriveOptions {
  readonly to: 'deploy' | 'start';
  /** When it was asked for, epoch milliseconds: times count from here. */
  readonly began: number;
  /** Of the load balancer's metrics. */
  readonly metricPeriodMs: number;
}

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
  const failure = await rollBack(timing, migration, to, why).then(() => undefined, (error: Error) => error);
  // A lever that failed leaves the others pulled: what they have done is told before the failure is.
  if (failure === undefined) await settleBack(timing, migration, options);
  else if (Object.keys(made).length === 0) throw failure;
  const lastSeen = await lookForLast(engine, migration, from, options);
  const times: RollBackTimes = {
    overrideMs: made['override-proxies'] ?? null,
    flagMs: made['set-flags'] ?? made['archive-flags'] ?? null,
    ruleMs: made['remove-rules'] ?? null,
    lastRequestMs: latest(lastSeen),
    lastRequest: `through a proxy ${describeLastSeen(lastSeen.throughProxies)}; straight from the load balancer ${describeLastSeen(lastSeen.direct)}`,
  };
  if (from.kind !== 'start') await writeDown(engine, migration, why, times);
  return { from, times, lastSeen, failure };
}

async function stopOf(engine: Engine, migration: Migration): Promise<Stop> {
  return readPosition(migration, await engine.ports.journal.read(migration.id)).stop;
}

async function lookForLast(engine: Engine, migration: Migration, from: Stop, { began, metricPeriodMs }: TimedRollBackOptions): Promise<TimedRollBack['lastSeen']> {
  const { rule } = desiredAt(migration, from);
  const wentDirect = rule !== 'none' && rule.candidate > 0;
  const [throughProxies, direct] = await Promise.all([lastThroughProxies(engine, migration, began), wentDirect ? lastDirect(engine, migration, began, metricPeriodMs) : { kind: 'none' as const }]);
  return { throughProxies, direct };
}

function latest({ throughProxies, direct }: TimedRollBack['lastSeen']): number | null {
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
