import { formatDuration } from '../domain/duration.ts';
import type { RollBackTimes } from '../domain/roll-back-times.ts';
import { stopName } from '../domain/stop.ts';
import { settle } from '../migrations/engine/drive.ts';
import { describeLastSeen } from '../migrations/engine/last-request.ts';
import { rollBackTimed, type TimedRollBack } from '../migrations/engine/timed-roll-back.ts';
import { driveOptions } from './drive-options.ts';
import type { CommonOptions, Io } from './io.ts';
import { migrationOf, openEngine } from './open-engine.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

/** How long everything took, in milliseconds from the command on. */
export interface RollBackReport extends Omit<RollBackTimes, 'lastRequest'> {
  readonly migration: string;
  readonly from: string;
  readonly to: 'deploy' | 'start';
  /** Tells apart why `lastRequestMs` is `null`. */
  readonly lastRequest: TimedRollBack['lastSeen'];
}

/** Rolls back and tells the times that matter: proxies overridden, flag off, rule acknowledged, and the truth: the last request seen on the candidate. */
export async function rollBackGroup(io: Io, options: CommonOptions, group: string, to: 'deploy' | 'start', why: string): Promise<void> {
  const began = io.now();
  const { engine, migrations, loaded } = await openEngine(io, options);
  const migration = migrationOf(migrations, group);
  const drive = driveOptions(io, loaded.config, why);
  await unlessInterrupted(io, engine, [migration], `Run it again: it finishes what is left, and does no harm twice. \`banyan status ${group}\` says what that is.`, async () => {
    const { from, times, lastSeen, failure } = await rollBackTimed(engine, migration, { ...drive, to, began, metricPeriodMs: 1_000 * loaded.config.metricPeriodSeconds });
    report(io, options, group, { migration: migration.id, from: stopName(from), to, ...times, lastRequest: lastSeen });
    if (failure !== undefined) throw failure;
    if (to === 'start') await settle(engine, migration, drive);
  });
}

function report(io: Io, options: CommonOptions, group: string, told: RollBackReport): void {
  if (options.json) return io.out(JSON.stringify(told));
  const { from, overrideMs, flagMs, ruleMs, lastRequest } = told;
  io.out(`${group} is back on legacy (was at ${from}).`);
  io.out(`  proxies overridden after ${inWords(overrideMs)} · flag off after ${inWords(flagMs)} · rule removed after ${inWords(ruleMs)}`);
  io.out(`  last request on the candidate: through a proxy ${describeLastSeen(lastRequest.throughProxies)}; straight from the load balancer ${describeLastSeen(lastRequest.direct)}`);
}

function inWords(ms: number | null): string {
  return ms === null ? '– (not done)' : formatDuration(ms);
}
