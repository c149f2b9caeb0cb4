import type { FlagState } from '../../domain/desired-state.ts';
import { BanyanError } from '../../domain/errors.ts';
import { bareMark } from '../../domain/mark.ts';
import type { Migration } from '../../domain/migration.ts';
import { stopName, type Stop } from '../../domain/stop.ts';
import type { Change } from './change.ts';
import { refuseToLoseWrites, writesOwner } from './data-owner.ts';
import type { Engine } from './engine.ts';
import { unwritten } from './lost-journal.ts';
import { observe } from './observe.ts';
import { readPosition } from './position.ts';
import { isConflict, record } from './record.ts';
import { groupRules } from './rules.ts';

/**
 * Returns the group to legacy: sets the position to `deploy` (the candidate stays, without callers) or `start` (it goes too), and
 * pulls both levers at once, without looking at anything first; what else differs follows by ticks. Asks no gate and needs no proxy. Where the candidate owns the
 * group's writes, everybody comes through the proxies until legacy has them back.
 * @throws BanyanError WRITES_WOULD_BE_LOST before anything is changed; of a lever that failed, or of the journal, after the levers that work were pulled
 */
export async function rollBack(engine: Engine, migration: Migration, to: 'deploy' | 'start', why: string): Promise<{ readonly from: Stop; readonly to: Stop }> {
  const moved = await refuseToLoseWrites(engine.ports, migration).then(() => moveTo(engine, migration, to, why)).catch((error: unknown) => {
    if (error instanceof BanyanError && error.code !== 'WRITES_WOULD_BE_LOST') return error;
    throw error;
  });
  if (moved instanceof BanyanError) {
    await pullLevers(engine, migration);
    throw new BanyanError(moved.code, `everybody is answered by legacy, but that ${migration.id} is rolled back could not be written down: ${moved.message}`, { cause: moved, remedy: `Run the same command again when the journal works; until then the flag stays off, which makes an engine roll back too. ${moved.remedy}` });
  }
  const { from, to: reached, isLost } = moved;
  if (from.kind !== 'start' || isLost) await pullLevers(engine, migration);
  return { from, to: reached };
}

/** Others write at most as often: one of so many attempts comes first. */
const ATTEMPTS = 50;

/**
 * Wins over an advance in flight: where somebody wrote first it tries again. Where the group is back already it is written down all the same, so that an
 * engine which is just about to move it on is told. A group that is there though its journal was lost has its first entry by this.
 */
async function moveTo(engine: Engine, migration: Migration, to: 'deploy' | 'start', why: string): Promise<{ readonly from: Stop; readonly to: Stop; readonly isLost: boolean }> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { stop, length, begun } = readPosition(migration, await engine.ports.journal.read(migration.id));
    const isLost = !begun && unwritten({ begun }, await observe(engine.ports, migration)).length > 0;
    if (length === 0 && !isLost) return { from: stop, to: stop, isLost };
    const target: Stop = stop.kind === 'start' && !isLost ? stop : { kind: to };
    const mark = bareMark(engine.ports.clock.now());
    try {
      await record(engine, migration, length, why, { kind: 'moved', how: 'roll-back', from: stopName(stop), to: stopName(target), verdicts: [], mark });
      return { from: stop, to: target, isLost };
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
  throw new BanyanError('JOURNAL_CONFLICT', `${migration.id} is being moved by others all the time; the roll-back could not be written`);
}

const OFF: FlagState = { on: false, cohortPercent: 0, shadowPercent: 0 };

interface Lever {
  readonly change: Change;
  readonly pull: () => Promise<void>;
  readonly done: string;
}

/** The flag takes the reads back. The rule goes where legacy owns the writes; else it leads everybody to the proxies, which know where a write belongs. */
async function leversOf({ ports }: Engine, migration: Migration): Promise<readonly Lever[]> {
  const { flags, loadBalancer } = ports;
  const { name } = migration.group;
  const owner = await writesOwner(ports, migration);
  const state: FlagState = owner === 'nobody' ? OFF : { ...OFF, writes: owner === 'legacy' ? 'legacy' : 'candidate' };
  const off: Lever = { change: { kind: 'set-flags', state }, pull: () => flags.ensure(name, state), done: 'its flag is off: whoever comes through the proxy is answered by legacy' };
  if (owner === 'nobody' || owner === 'legacy') {
    return [off, { change: { kind: 'remove-rules', role: 'group' }, pull: () => loadBalancer.removeRules(name, 'group'), done: 'its rule is gone: everybody is answered by legacy' }];
  }
  const observed = await loadBalancer.observe([name]);
  const proxied = observed.proxy.healthy === 0 ? [] : groupRules(migration, { legacy: 0, proxy: 100, candidate: 0 }, observed);
  return [off, ...proxied.map((rule): Lever => ({ change: { kind: 'put-rule', rule }, pull: () => loadBalancer.putRule(rule), done: 'everybody comes through the proxies, until legacy owns the writes again' }))];
}

/** The proxies' override and the flag, then the group's rules: each alone brings callers back, so none waits for another to work. */
async function pullLevers(engine: Engine, migration: Migration): Promise<void> {
  const { ports, onChange } = engine;
  const { id, group } = migration;
  const overridden = overrideProxies(ports, group.name, onChange);
  // Those who come back must find legacy's tasks; nobody waits for them, with a candidate that fails.
  const restored = ports.autoscaling.observeFloor(group.name).then((floor) => (floor === 'held' || floor === 'lowered' ? ports.autoscaling.setFloor(group.name, true) : undefined)).catch(() => undefined);
  const done: string[] = [];
  let failure: BanyanError | undefined;
  for (const lever of await leversOf(engine, migration)) {
    try {
      await lever.pull();
      onChange?.(lever.change, ports.clock.now());
      done.push(lever.done);
    } catch (error) {
      if (!(error instanceof BanyanError)) throw error;
      failure ??= error;
    }
  }
  await restored;
  if (await overridden) done.unshift('the proxies answer everybody by legacy');
  if (failure) throw new BanyanError(failure.code, `${id}: ${done.join('; ') || 'nothing of it could be taken back'}. ${failure.message}`, { cause: failure, remedy: `Run the same command again when this works: the position is set. ${failure.remedy}` });
}

/** Saves callers the time to the proxies' next look at the flags, and is all there is where Unleash is down. That it cannot be done is no failure: the flag says the same. */
async function overrideProxies({ overrides, clock }: Engine['ports'], group: string, onChange: Engine['onChange']): Promise<boolean> {
  try {
    await overrides.takeBack(group);
  } catch {
    return false;
  }
  onChange?.({ kind: 'override-proxies' }, clock.now());
  return true;
}
