import { BanyanError } from '../../domain/errors.ts';
import type { GateName, GateVerdict } from '../../domain/gate.ts';
import { lastMove } from '../../domain/journal-entry.ts';
import { nextStop, stopName } from '../../domain/stop.ts';
import { describeChange } from '../../migrations/engine/change.ts';
import type { Looked } from '../looking/look.ts';

/** How a migration stands, for somebody who has three seconds. `because` is one sentence. */
export interface Standing {
  readonly kind: StandingKind;
  readonly because: string;
}

export type StandingKind =
  /** The world, or the journal, cannot be read. */
  | 'unknown'
  /** A gate says that the group must go back. */
  | 'failing'
  /** The world changed though nobody moved. */
  | 'drifted'
  /** It was taken back to legacy. */
  | 'rolled-back'
  /** A person holds it, or a revision that did not come up. */
  | 'restrained'
  /** A person has to say something before it goes on. */
  | 'asks'
  /** It comes after another migration, or outside of its hours: nobody is needed. */
  | 'waiting'
  /** It is being brought to where the position is. */
  | 'changing'
  /** Gates are held until there is evidence, or the soak is over. */
  | 'watching'
  /** Every gate is open. */
  | 'ready'
  | 'finished'
  | 'not-begun';

const RESTRAINTS: readonly GateName[] = ['hold', 'revision'];
/** Restraints that go by themselves. */
const WAITING: readonly GateName[] = ['window', 'after'];
/** Gates that only a person opens. */
const ASKING: readonly GateName[] = ['approval', 'retire'];

/** The most urgent that is to say of it. Pure. */
export function standingOf({ migration, entries = [], seen, verdicts }: Looked): Standing {
  if (seen instanceof BanyanError) return { kind: 'unknown', because: `${seen.code}: ${seen.message}` };
  const { position, plan, drift } = seen;
  const move = lastMove(entries);
  const failed = verdicts.filter(({ state }) => state === 'failed');
  const held = verdicts.filter(({ state }) => state === 'held');
  const among = (...gates: readonly GateName[]) => held.filter(({ gate }) => gates.includes(gate));
  const [restraints, waits] = [among(...RESTRAINTS), among(...WAITING)];

  if (failed.length > 0) return { kind: 'failing', because: inWords(failed) };
  if (drift.length > 0) return { kind: 'drifted', because: drift.join('; ') };
  if (move?.how === 'roll-back') return { kind: 'rolled-back', because: `from ${move.from} by ${move.who}: ${move.why}` };
  if (!move && entries.length === 0) return { kind: 'not-begun', because: inWords([...restraints, ...waits]) || 'all traffic goes where it went before Banyan came' };
  if (restraints.length > 0) return { kind: 'restrained', because: inWords(restraints) };
  if (plan[0]) return { kind: 'changing', because: describeChange(plan[0]) };
  // Who is asked can answer outside of the hours, too.
  const asks = among(...ASKING);
  if (asks.length > 0 && asks.length + waits.length === held.length) return { kind: 'asks', because: inWords(held) };
  if (waits.length > 0) return { kind: 'waiting', because: inWords(waits) };
  if (held.length > 0) return { kind: 'watching', because: inWords(held) };
  const next = nextStop(migration, position.stop);
  return next ? { kind: 'ready', because: `every gate is open: ${stopName(next)} comes next` } : { kind: 'finished', because: 'it is at its last stop' };
}

function inWords(verdicts: readonly GateVerdict[]): string {
  return verdicts.map(({ gate, because }) => `${gate}: ${because}`).join('; ');
}
