import { BanyanError, ERRORS } from '../../domain/errors.ts';
import { stopName } from '../../domain/stop.ts';
import { runAll, type RunEnd } from '../../migrations/engine/run-all.ts';
import { describeTick, driveOptions, newsOnly } from './drive-options.ts';
import type { CommonOptions, Io } from '../io.ts';
import { openEngine } from '../parts/open-engine.ts';
import { printBroken } from '../terminal/print-broken.ts';
import { unlessInterrupted } from '../waiting/unless-interrupted.ts';

/** Runs all migrations at once and says how each of them ended. The exit status is that of the worst end. */
export async function runEveryGroup(io: Io, options: CommonOptions, why: string): Promise<void> {
  const { engine, together, migrations, loaded } = await openEngine(io, options);
  if (migrations.length === 0) throw new BanyanError('MIGRATION_NOT_FOUND', `there is no migration file in ${loaded.config.migrations}`);
  const news = new Map(migrations.map(({ id }) => [id, newsOnly()]));
  const ends = await unlessInterrupted(io, engine, migrations, '`banyan run --all` goes on from there; `banyan rollback GROUP --why "…"` returns one of them to legacy.', () =>
    runAll(engine, together, migrations, {
      ...driveOptions(io, loaded.config, why),
      onTick: (migration, tick) => {
        if (news.get(migration.id)?.(tick)) io.err(`${migration.group.name}  ${describeTick(tick)}`);
        else io.progress?.(`${migration.group.name}  ${describeTick(tick)}`);
      },
    }),
  );
  const told = migrations.map(({ id, group }) => ({ migration: id, group: group.name, ...tellEnd(ends.get(id)) }));
  if (options.json) io.out(JSON.stringify({ migrations: told }));
  else for (const each of told) printBroken(io, `${each.group}: ${each.end}${each.because === null ? '' : `, ${each.because}`}`);
  io.setStatus(Math.max(0, ...[...ends.values()].map(statusOf)));
}

/** How the run of one migration ended, in words. */
export function tellEnd(end: RunEnd | undefined): { readonly end: string; readonly stop: string | null; readonly because: string | null } {
  if (!end) return { end: 'not run', stop: null, because: null };
  if (end instanceof BanyanError) return { end: 'failed', stop: null, because: `${end.code}: ${end.message} → ${end.remedy}` };
  if (end.kind === 'finished') return { end: 'finished', stop: stopName(end.stop), because: null };
  if (end.kind === 'held') return { end: 'held', stop: stopName(end.stop), because: end.because };
  return { end: 'rolled back', stop: 'deploy', because: end.because };
}

function statusOf(end: RunEnd): number {
  if (end instanceof BanyanError) return end.exit;
  return { finished: 0, held: ERRORS.HELD.exit, 'rolled-back': ERRORS.ROLLED_BACK.exit }[end.kind];
}
