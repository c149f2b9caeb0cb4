import { BanyanError } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import { findStop, stopName, type Stop } from '../../domain/stop.ts';
import type { Change } from './change.ts';
import type { Engine } from './engine.ts';
import { readPosition } from './position.ts';
import { record } from './tick.ts';

/**
 * Returns the group to legacy: sets the position to `deploy` (the candidate stays, without callers) or `start` (it goes too), and
 * pulls both levers at once, without looking at anything first; what else differs follows by ticks. Asks no gate and needs no proxy.
 * @throws BanyanError of a lever that failed, after the other one was pulled too
 */
export async function rollBack(engine: Engine, migration: Migration, to: 'deploy' | 'start', why: string): Promise<{ readonly from: Stop; readonly to: Stop }> {
  const moved = await moveTo(engine, migration, to, why);
  if (moved.from.kind !== 'start') await pullLevers(engine, migration);
  return moved;
}

/** Wins over an advance in flight: where somebody wrote first it tries again. */
async function moveTo(engine: Engine, migration: Migration, to: 'deploy' | 'start', why: string): Promise<{ readonly from: Stop; readonly to: Stop }> {
  const target = findStop(migration, to) ?? { kind: to };
  for (let attempt = 0; attempt < 10; attempt++) {
    const { stop, length } = readPosition(migration, await engine.ports.journal.read(migration.id));
    if (stop.kind === 'start' || stop.kind === to) return { from: stop, to: stop };
    const mark = { at: engine.ports.clock.now(), proxies: {}, slowAboveMs: null };
    try {
      await record(engine, migration, length, why, { kind: 'moved', how: 'roll-back', from: stopName(stop), to, verdicts: [], mark });
      return { from: stop, to: target };
    } catch (error) {
      if (!(error instanceof BanyanError && error.code === 'JOURNAL_CONFLICT')) throw error;
    }
  }
  throw new BanyanError('JOURNAL_CONFLICT', `${migration.id} is being moved by others all the time; the roll-back could not be written`);
}

const OFF = { on: false, cohortPercent: 0, shadowPercent: 0 };

/** Flag off, then the group's rules: either alone brings callers back, so neither waits for the other to work. */
async function pullLevers({ ports, onChange }: Engine, { id, group }: Migration): Promise<void> {
  const levers: readonly { readonly change: Change; readonly pull: () => Promise<void>; readonly done: string }[] = [
    { change: { kind: 'set-flags', state: OFF }, pull: () => ports.flags.ensure(group.name, OFF), done: 'its flag is off: whoever comes through the proxy is answered by legacy' },
    { change: { kind: 'remove-rules', role: 'group' }, pull: () => ports.loadBalancer.removeRules(group.name, 'group'), done: 'its rule is gone: everybody is answered by legacy' },
  ];
  const done: string[] = [];
  let failure: BanyanError | undefined;
  for (const lever of levers) {
    try {
      await lever.pull();
      onChange?.(lever.change, ports.clock.now());
      done.push(lever.done);
    } catch (error) {
      if (!(error instanceof BanyanError)) throw error;
      failure ??= error;
    }
  }
  if (failure) throw new BanyanError(failure.code, `${id}: ${done.join('; ') || 'nothing of it could be taken back'}. ${failure.message}`, { cause: failure, remedy: `Run the same command again when this works: the position is set. ${failure.remedy}` });
}
