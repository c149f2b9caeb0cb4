import { formatDuration } from '../domain/duration.ts';
import type { Migration } from '../domain/migration.ts';
import { stopName } from '../domain/stop.ts';
import { settle, settleBack } from '../migrations/engine/drive.ts';
import type { Engine } from '../migrations/engine/engine.ts';
import { rollBack } from '../migrations/engine/roll-back.ts';
import { driveOptions } from './drive-options.ts';
import type { CommonOptions, Io } from './io.ts';
import { migrationOf, openEngine } from './open-engine.ts';

/** How long after the rule was acknowledged the candidate is watched for late requests. */
const WATCH_MS = 2_000;

/** Rolls back and tells the three times that matter, counted from the command: flag off, rule acknowledged, last request seen on the candidate. */
export async function rollBackGroup(io: Io, options: CommonOptions, group: string, to: 'deploy' | 'start', why: string): Promise<void> {
  const began = io.now();
  const made: Record<string, number> = {};
  const { engine, migrations, loaded } = await openEngine(io, options, (change, at) => (made[change.kind] = at - began));
  const migration = migrationOf(migrations, group);
  const { from } = await rollBack(engine, migration, to, why);
  const drive = driveOptions(io, loaded.config, why);
  await settleBack(engine, migration, drive);
  const flagMs = made['set-flags'] ?? made['archive-flags'] ?? null;
  const ruleMs = made['remove-rules'] ?? null;
  const lastRequestMs = await lastRequest(engine, migration, began);
  if (to === 'start') await settle(engine, migration, drive);
  const report = { migration: migration.id, from: stopName(from), to, flagMs, ruleMs, lastRequestMs };
  if (options.json) io.out(JSON.stringify(report));
  else {
    io.out(`${group} is back on legacy (was at ${report.from}).`);
    io.out(`  flag off after ${inWords(flagMs)} · rule removed after ${inWords(ruleMs)} · last request through a proxy to the candidate after ${inWords(lastRequestMs)}`);
  }
}

/** When the candidate was last seen answering a caller through a proxy, after the roll-back began; `null` where it was not. */
async function lastRequest(engine: Engine, migration: Migration, began: number): Promise<number | null> {
  await engine.ports.clock.sleep(WATCH_MS);
  try {
    const mark = await engine.ports.stats.mark(migration.group.name);
    const last = Math.max(0, ...Object.values(mark.proxies).map(({ lastCandidateAt }) => lastCandidateAt ?? 0));
    return last > began ? last - began : null;
  } catch {
    // The group is back on legacy; that a proxy cannot be asked about it does not make the roll-back fail.
    return null;
  }
}

function inWords(ms: number | null): string {
  return ms === null ? '– (nothing to do)' : formatDuration(ms);
}
