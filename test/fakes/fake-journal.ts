import { BanyanError } from '../../domain/errors.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { Journal } from '../../migrations/ports/journal.ts';

/** A journal in memory. Entries are kept as text, so that nobody changes them afterwards. */
export function createFakeJournal(): Journal {
  const journals = new Map<string, string[]>();
  return {
    async read(migration) {
      return (journals.get(migration) ?? []).map((text) => JSON.parse(text) as JournalEntry);
    },
    async append(migration, index, entry) {
      const entries = journals.get(migration) ?? [];
      if (index < entries.length) throw new BanyanError('JOURNAL_CONFLICT', `entry ${index} of "${migration}" is taken`);
      if (index > entries.length) throw new BanyanError('JOURNAL_UNREADABLE', `entry ${index - 1} of "${migration}" is missing`);
      journals.set(migration, [...entries, JSON.stringify(entry)]);
    },
  };
}
