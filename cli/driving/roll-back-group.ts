import { formatDuration } from '../../domain/duration.ts';
import type { RollBackTimes } from '../../domain/roll-back-times.ts';
import { stopName } from '../../domain/stop.ts';
import { settle } from '../../migrations/engine/drive.ts';
import { rollBackTimed, type TimedRollBack } from '../../migrations/engine/timed-roll-back.ts';
import { driveOptions } from './drive-options.ts';
import { instrumentsOf } from '../parts/instruments.ts';
import type { CommonOptions, Io } from '../io.ts';
import { migrationOf, openEngine } from '../parts/open-engine.ts';
import { printBroken } from '../terminal/print-broken.ts';
import { unlessInterrupted } from '../waiting/unless-interrupted.ts';

/** How long everything took, in milliseconds from the command on. */
export interface RollBackReport extends Omit<RollBackTimes, 'lastRequest'> {
  readonly migration: string;
  readonly from: string;
  readonly to: 'deploy' | 'start';
  /** Tells apart why `lastRequestMs` is `null`. */
  readonly lastRequest: TimedRollBack['lastSeen'];
  readonly lastRequestInWords: string;
}

/** Rolls back and tells the times that matter: proxies overridden, flag off, rule acknowledged, and the truth: the last request seen on the candidate. */
export async function rollBackGroup(io: Io, options: CommonOptions, group: string, to: 'deploy' | 'start', why: string): Promise<void> {
  const began = io.now();
  const { engine, migrations, loaded } = await openEngine(io, options);
  const migration = migrationOf(migrations, group);
  const drive = driveOptions(io, loaded.config, why);
  await unlessInterrupted(io, engine, [migration], `Run it again: it finishes what is left, and does no harm twice. \`banyan status ${group}\` says what that is.`, async () => {
    const { from, times, lastSeen, failure } = await rollBackTimed(engine, migration, { ...drive, to, began, ...instrumentsOf(loaded.config) });
    const told: RollBackReport = { migration: migration.id, from: stopName(from), to, ...times, lastRequest: lastSeen, lastRequestInWords: times.lastRequest };
    report(io, options, `${group} is ${failure ? 'rolled back as far as this' : 'back on legacy'} (was at ${told.from}).`, told);
    if (failure !== undefined) throw failure;
    if (to === 'start') await settle(engine, migration, drive);
  });
}

function report(io: Io, options: CommonOptions, headline: string, told: RollBackReport): void {
  if (options.json) return io.out(JSON.stringify(told));
  const { overrideMs, flagMs, ruleMs, lastRequestInWords } = told;
  printBroken(io, headline);
  printBroken(io, `  ${[done('proxies', 'overridden', overrideMs), done('flag', 'off', flagMs), done('rule', 'removed', ruleMs)].join(' · ')}`);
  printBroken(io, `  last request on the candidate: ${lastRequestInWords}`);
}

/** `flag off after 290 ms`; there may have been nothing to do, or it failed. */
function done(what: string, how: string, ms: number | null): string {
  return ms === null ? `${what} not ${how}` : `${what} ${how} after ${formatDuration(ms)}`;
}
