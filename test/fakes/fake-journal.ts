import { BanyanError } from '../../domain/errors.ts';
import { describeEntry, type JournalEntry } from '../../domain/journal-entry.ts';
import type { Journal } from '../../migrations/ports/journal.ts';

/** A journal in memory. Entries have been through JSON and are frozen, so that nobody changes them afterwards. */
export function createFakeJournal(): Journal {
  const journals = new Map<string, readonly JournalEntry[]>();
  return {
    async read(migration) {
      return journals.get(migration) ?? [];
    },
    async append(migration, index, entry) {
      const entries = journals.get(migration) ?? [];
      const there = entries[index];
      if (there) throw new BanyanError('JOURNAL_CONFLICT', `entry ${index} of "${migration}" is taken: ${describeEntry(there)}`);
      if (index > entries.length) throw new BanyanError('JOURNAL_UNREADABLE', `entry ${index - 1} of "${migration}" is missing`);
      journals.set(migration, Object.freeze([...entries, frozen(JSON.parse(JSON.stringify(entry)))]));
    },
  };
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const member of Object.values(Object.freeze(value))) frozen(member);
  return value;
}
