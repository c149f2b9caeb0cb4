import { BanyanError } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import { findStop, stopName, stopsOf, type Stop } from '../../domain/stop.ts';
import { wantsYes } from '../../migrations/engine/retiring.ts';
import type { Tick } from '../../migrations/engine/tick-result.ts';
import type { CommonOptions, Io } from '../io.ts';
import { didYouMean } from '../suggest.ts';

/**
 * Says how a `step` or `run` ended.
 * @throws BanyanError HELD, ROLLED_BACK: they are the exit status
 */
export function finishDrive(io: Io, options: CommonOptions, migration: Migration, last: Tick): void {
  if (last.kind === 'held') throw new BanyanError('HELD', `${migration.group.name} stays at ${stopName(last.stop)}: ${last.because}`, remedyFor(migration, last));
  if (last.kind === 'rolled-back') throw new BanyanError('ROLLED_BACK', `${migration.group.name} is back on legacy (was at ${stopName(last.from)}): ${last.because}`);
  const stop = last.kind === 'moved' ? last.to : last.stop;
  const finished = stopName(stop) === stopName(lastStop(migration));
  if (options.json) io.out(JSON.stringify({ migration: migration.id, stop: stopName(stop), finished, ...('verdicts' in last && { verdicts: last.verdicts }) }));
  else io.out(`${migration.group.name} stands at ${stopName(stop)}${finished ? ', the last stop' : ''}.`);
}

/** What does not open by itself. */
function remedyFor({ group }: Migration, tick: Extract<Tick, { kind: 'held' }>): { readonly remedy?: string } {
  if (tick.verdicts.some(({ gate }) => gate === 'hold')) return { remedy: `\`banyan resume ${group.name}\` lets it move forward again, when the reason for the hold is gone; it can be rolled back all the same.` };
  if (wantsYes(tick)) return { remedy: `\`banyan retire ${group.name} --yes --why "…"\` retires it; without --yes it tells what that ends.` };
  return {};
}

/** @throws BanyanError STOP_NOT_FOUND */
export function stopNamed(migration: Migration, name: string): Stop {
  const stop = findStop(migration, name);
  if (stop) return stop;
  const known = stopsOf(migration).map(stopName);
  throw new BanyanError('STOP_NOT_FOUND', `${migration.id} has no stop "${name}"; it has ${known.join(', ')}.${didYouMean(name, known)}`);
}

function lastStop(migration: Migration): Stop {
  return stopsOf(migration).at(-1) ?? { kind: 'start' };
}
