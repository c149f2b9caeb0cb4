import type { GateVerdict } from '../../domain/gate.ts';
import { positionOf, type EntryHeader } from '../../domain/journal-entry.ts';
import type { Migration, Prerequisite } from '../../domain/migration.ts';
import { isOpenAt, nextOpening, type Window } from '../../domain/window.ts';
import type { Journal } from '../ports/journal.ts';

/**
 * What keeps a migration from moving forward whatever its gates say: a person's hold, hours outside of its windows, another migration that has not come far enough.
 * Only what does is told. None of it ever takes a group back, or keeps one from being taken back.
 */
export async function askRestraints({ windows = [], after = [] }: Migration, hold: EntryHeader | undefined, journal: Journal, now: number): Promise<readonly GateVerdict[]> {
  const waits = await Promise.all(after.map((each) => askPrerequisite(each, journal)));
  return [hold && askHold(hold), askWindows(windows, now), ...waits].filter((verdict) => verdict !== undefined);
}

function askHold({ at, who, why }: EntryHeader): GateVerdict {
  return { gate: 'hold', state: 'held', because: `${who} holds it since ${at}: ${why}`, evidence: { at, who, why } };
}

function askWindows(windows: readonly Window[], now: number): GateVerdict | undefined {
  if (isOpenAt(windows, now)) return undefined;
  const opening = nextOpening(windows, now);
  const opensAt = opening === undefined ? null : new Date(opening).toISOString();
  return { gate: 'window', state: 'held', because: `outside of ${windows.map(({ text }) => text).join('; ')}; ${opensAt === null ? 'it opens in none of the next days' : `it opens at ${opensAt}`}`, evidence: { opensAt } };
}

async function askPrerequisite({ text, migration, reached }: Prerequisite, journal: Journal): Promise<GateVerdict | undefined> {
  const stop = positionOf(await journal.read(migration));
  if (reached.includes(stop)) return undefined;
  return { gate: 'after', state: 'held', because: `comes after ${text}: ${migration} stands at ${stop}, and has to be at ${reached[0]}`, evidence: { migration, stop } };
}
