import type { Occasion } from '../../domain/config.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';

/** What a webhook tells of one journal entry. Holds nothing that is not in the journal. */
export interface Notice {
  readonly occasion: Occasion;
  /** Which entry: `0001-catalog/000042`. The same for every attempt to deliver it. */
  readonly id: string;
  readonly migration: string;
  readonly at: string;
  readonly who: string;
  readonly why: string;
  /** In one sentence. */
  readonly text: string;
  readonly from: string | null;
  /** Where the migration stands from now on. */
  readonly stop: string;
  readonly verdicts: readonly GateVerdict[];
}

/** The notice of an entry, or `undefined` where it is nothing to tell people of: what is begun and what came of it is for whoever looks. */
export function noticeOf(migration: string, index: number, entry: JournalEntry): Notice | undefined {
  const { at, who, why } = entry;
  const common = { id: `${migration}/${String(index).padStart(6, '0')}`, migration, at, who, why, from: null, verdicts: [] };
  switch (entry.kind) {
    case 'moved': {
      const { from, to: stop, verdicts } = entry;
      const moved = { ...common, from, stop, verdicts };
      if (entry.how === 'roll-back') return { ...moved, occasion: 'rolled-back', text: `${migration} is rolled back from ${from} to ${stop} by ${who}: ${why}` };
      return { ...moved, occasion: 'moved', text: `${migration} moved from ${from} to ${stop} (${who}: ${why})` };
    }
    case 'verdict': {
      const held = entry.verdicts.filter(({ state }) => state === 'held');
      if (held.length === 0) return undefined;
      return { ...common, occasion: 'held', stop: entry.stop, verdicts: entry.verdicts, text: `${migration} stays at ${entry.stop}: ${held.map(({ gate, because }) => `${gate}: ${because}`).join('; ')}` };
    }
    case 'approved':
      return { ...common, occasion: 'said', stop: entry.stop, text: `${who} lets ${migration} leave ${entry.stop}: ${why}` };
    case 'held':
      return { ...common, occasion: 'said', stop: entry.stop, text: `${who} holds ${migration} at ${entry.stop}: ${why}` };
    case 'resumed':
      return { ...common, occasion: 'said', stop: entry.stop, text: `${who} lets ${migration} go on from ${entry.stop}: ${why}` };
    case 'intent':
    case 'outcome':
    case 'stood':
    case 'fell':
    case 'vacated':
    case 'timed':
      return undefined;
  }
}
