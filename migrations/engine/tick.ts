import { BanyanError } from '../../domain/errors.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';
import { nextStop, stopName, type Stop } from '../../domain/stop.ts';
import { applyChange } from './apply.ts';
import { describeChange } from './change.ts';
import type { Engine } from './engine.ts';
import { observe } from './observe.ts';
import { keyOfVerdicts } from './position.ts';
import { flagSwitchedOff, planFor, readGates, survey, type Survey } from './survey.ts';

/** What one tick did. */
export type Tick =
  /** Changed the world towards the position; `left` still differs. */
  | { readonly kind: 'changed'; readonly stop: Stop; readonly changes: readonly string[]; readonly left: readonly string[] }
  /** Something must come true by itself first. */
  | { readonly kind: 'waiting'; readonly stop: Stop; readonly left: readonly string[] }
  /** The world is as the position desires it. */
  | { readonly kind: 'settled'; readonly stop: Stop }
  | { readonly kind: 'moved'; readonly from: Stop; readonly to: Stop; readonly verdicts: readonly GateVerdict[] }
  | { readonly kind: 'rolled-back'; readonly from: Stop; readonly because: string }
  | { readonly kind: 'held'; readonly stop: Stop; readonly because: string; readonly verdicts: readonly GateVerdict[] }
  /** The last stop, and nothing to do. */
  | { readonly kind: 'finished'; readonly stop: Stop };

/**
 * Reads position and world, and makes at most one kind of move: changes the world where it differs from the position, or
 * else moves the position by one stop, holds, or rolls back, as the gates say. With `mode` 'converge' the position stays.
 * A crash anywhere leaves a world that the next tick converges.
 */
export async function tick(engine: Engine, migration: Migration, mode: 'converge' | 'advance', why: string): Promise<Tick> {
  const seen = await survey(engine, migration);
  if (flagSwitchedOff(migration, seen)) return moveBack(engine, migration, seen, [], `the flag of ${migration.group.name} is off`);
  if (seen.plan.length > 0) return converge(engine, migration, seen, why);
  const { stop, settledAt } = seen.position;
  if (settledAt === undefined) await record(engine, migration, seen.position.length, why, { kind: 'outcome', stop: stopName(stop), left: [] });
  if (mode === 'converge' || settledAt === undefined) return { kind: 'settled', stop };
  return advance(engine, migration, seen, why);
}

async function converge(engine: Engine, migration: Migration, { position, plan }: Survey, why: string): Promise<Tick> {
  const { stop } = position;
  const isDrift = position.settledAt !== undefined;
  const words = plan.map(describeChange);
  const until = plan.findIndex(({ kind }) => kind === 'await');
  const doable = until < 0 ? plan : plan.slice(0, until);
  if (doable.length === 0) return { kind: 'waiting', stop, left: words };
  if (isDrift && engine.drift === 'hold') return { kind: 'held', stop, because: `the world changed though nobody moved: ${words.join('; ')}`, verdicts: [] };
  const reason = isDrift ? `${why}; the world changed though nobody moved` : why;
  await record(engine, migration, position.length, reason, { kind: 'intent', stop: stopName(stop), changes: doable.map(describeChange) });
  for (const change of doable) {
    await refuseIfMoved(engine, migration, position.length + 1);
    await applyChange(engine.ports, migration, change);
    engine.onChange?.(change, engine.ports.clock.now());
  }
  const left = planFor(engine, migration, stop, await observe(engine.ports, migration)).map(describeChange);
  await record(engine, migration, position.length + 1, reason, { kind: 'outcome', stop: stopName(stop), left });
  return { kind: 'changed', stop, changes: doable.map(describeChange), left };
}

async function advance(engine: Engine, migration: Migration, seen: Survey, why: string): Promise<Tick> {
  const { stop, length, lastVerdicts } = seen.position;
  const next = nextStop(migration, stop);
  if (!next) return { kind: 'finished', stop };
  const { verdicts } = await readGates(engine, migration, seen);
  const failed = verdicts.filter(({ state }) => state === 'failed');
  if (failed.length > 0) return moveBack(engine, migration, seen, verdicts, failed.map(inWords).join('; '));
  const held = verdicts.filter(({ state }) => state === 'held');
  if (held.length > 0) {
    if (keyOfVerdicts(verdicts) !== lastVerdicts) await record(engine, migration, length, why, { kind: 'verdict', stop: stopName(stop), verdicts });
    return { kind: 'held', stop, because: held.map(inWords).join('; '), verdicts };
  }
  // Before the proxy takes the group's traffic there is nothing to count, and perhaps no proxy that knows the group.
  const mark = next.kind === 'deploy' ? { at: engine.ports.clock.now(), proxies: {}, slowAboveMs: null } : await engine.ports.stats.mark(migration.group.name);
  await record(engine, migration, length, why, { kind: 'moved', how: 'advance', from: stopName(stop), to: stopName(next), verdicts, mark });
  return { kind: 'moved', from: stop, to: next, verdicts };
}

async function moveBack(engine: Engine, migration: Migration, { position }: Survey, verdicts: readonly GateVerdict[], because: string): Promise<Tick> {
  const mark = { at: engine.ports.clock.now(), proxies: {}, slowAboveMs: null };
  await record(engine, migration, position.length, because, { kind: 'moved', how: 'roll-back', from: stopName(position.stop), to: 'deploy', verdicts, mark });
  return { kind: 'rolled-back', from: position.stop, because };
}

type Content = JournalEntry extends infer E ? (E extends JournalEntry ? Omit<E, 'at' | 'who' | 'why'> : never) : never;

/** Writes entry number `index`. Somebody who wrote it first wins: JOURNAL_CONFLICT. */
export async function record(engine: Engine, migration: Migration, index: number, why: string, content: Content): Promise<void> {
  const at = new Date(engine.ports.clock.now()).toISOString();
  await engine.ports.journal.append(migration.id, index, { at, who: engine.who, why, ...content });
}

/** A change that was planned for a position must not land after somebody moved it. */
async function refuseIfMoved(engine: Engine, migration: Migration, length: number): Promise<void> {
  const entries = await engine.ports.journal.read(migration.id);
  const last = entries.at(-1);
  if (entries.length !== length) throw new BanyanError('JOURNAL_CONFLICT', `${migration.id} was moved by ${last?.who} at ${last?.at} while this command was changing the world; what was not done yet is left undone`);
}

function inWords({ gate, because }: GateVerdict): string {
  return `${gate}: ${because}`;
}
