import { formatDuration } from '../domain/duration.ts';
import type { Migration } from '../domain/migration.ts';
import { stopName, type Stop } from '../domain/stop.ts';
import { settle, settleBack } from '../migrations/engine/drive.ts';
import type { Engine } from '../migrations/engine/engine.ts';
import { readPosition } from '../migrations/engine/position.ts';
import { rollBack } from '../migrations/engine/roll-back.ts';
import { driveOptions } from './drive-options.ts';
import type { CommonOptions, Io } from './io.ts';
import { lastDirect, lastThroughProxies, type LastSeen } from './last-request.ts';
import { migrationOf, openEngine } from './open-engine.ts';

/** How long everything took, in milliseconds from the command on; `null`: that lever did nothing. */
export interface RollBackReport {
  readonly migration: string;
  readonly from: string;
  readonly to: 'deploy' | 'start';
  readonly overrideMs: number | null;
  readonly flagMs: number | null;
  readonly ruleMs: number | null;
  /** The last request seen on the candidate; `null`: none was seen, or it cannot be known, which `lastRequest` tells apart. */
  readonly lastRequestMs: number | null;
  readonly lastRequest: { readonly throughProxies: LastSeen; readonly direct: LastSeen };
}

/** Rolls back and tells the times that matter: proxies overridden, flag off, rule acknowledged, and the truth: the last request seen on the candidate. */
export async function rollBackGroup(io: Io, options: CommonOptions, group: string, to: 'deploy' | 'start', why: string): Promise<void> {
  const began = io.now();
  const made: Record<string, number> = {};
  const { engine, migrations, loaded } = await openEngine(io, options, (change, at) => (made[change.kind] ??= at - began));
  const migration = migrationOf(migrations, group);
  // A journal that cannot be read keeps nobody on the candidate: the roll-back brings everybody back, and then says so.
  const from = await stopOf(engine, migration).catch(async () => (await rollBack(engine, migration, to, why)).from);
  const drive = driveOptions(io, loaded.config, why);
  const failure = await rollBack(engine, migration, to, why).then(() => undefined, (error: Error) => error);
  // A lever that failed leaves the others pulled: what they have done is told before the failure is.
  if (failure === undefined) await settleBack(engine, migration, drive);
  else if (Object.keys(made).length === 0) throw failure;
  const lastRequest = await lookForLast(engine, migration, from, began, 1_000 * loaded.config.metricPeriodSeconds);
  report(io, options, group, {
    migration: migration.id,
    from: stopName(from),
    to,
    overrideMs: made['override-proxies'] ?? null,
    flagMs: made['set-flags'] ?? made['archive-flags'] ?? null,
    ruleMs: made['remove-rules'] ?? null,
    lastRequestMs: latest(lastRequest),
    lastRequest,
  });
  if (failure !== undefined) throw failure;
  if (to === 'start') await settle(engine, migration, drive);
}

async function stopOf(engine: Engine, migration: Migration): Promise<Stop> {
  return readPosition(migration, await engine.ports.journal.read(migration.id)).stop;
}

async function lookForLast(engine: Engine, migration: Migration, from: Stop, began: number, periodMs: number): Promise<RollBackReport['lastRequest']> {
  const wentDirect = from.kind === 'weight' || from.kind === 'retire';
  const [throughProxies, direct] = await Promise.all([lastThroughProxies(engine, migration, began), wentDirect ? lastDirect(engine, migration, began, periodMs) : { kind: 'none' as const }]);
  return { throughProxies, direct };
}

function latest({ throughProxies, direct }: RollBackReport['lastRequest']): number | null {
  if (throughProxies.kind === 'unknown' || direct.kind === 'unknown') return null;
  const seen = [throughProxies, direct].flatMap((each) => (each.kind === 'seen' ? each.ms : []));
  return seen.length > 0 ? Math.max(...seen) : null;
}

function report(io: Io, options: CommonOptions, group: string, told: RollBackReport): void {
  if (options.json) return io.out(JSON.stringify(told));
  const { from, overrideMs, flagMs, ruleMs, lastRequest } = told;
  io.out(`${group} is back on legacy (was at ${from}).`);
  io.out(`  proxies overridden after ${inWords(overrideMs)} · flag off after ${inWords(flagMs)} · rule removed after ${inWords(ruleMs)}`);
  io.out(`  last request on the candidate: through a proxy ${seenInWords(lastRequest.throughProxies)}; straight from the load balancer ${seenInWords(lastRequest.direct)}`);
}

function inWords(ms: number | null): string {
  return ms === null ? '– (not done)' : formatDuration(ms);
}

function seenInWords(seen: LastSeen): string {
  if (seen.kind === 'none') return 'none since';
  return seen.kind === 'seen' ? `after ${formatDuration(seen.ms)} at the latest` : `not known (${seen.because})`;
}
