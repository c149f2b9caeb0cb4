import type { JournalEntry } from '../../domain/journal-entry.ts';

/** The durable, append-only record of every migration. */
export interface Journal {
  /** All entries of a migration in order. Only "there is none" is empty: what cannot be read is an error. */
  read(migration: string): Promise<readonly JournalEntry[]>;
  /** Writes entry number `index` (from 0). Compare-and-swap: fails with JOURNAL_CONFLICT where that number is taken. */
  append(migration: string, index: number, entry: JournalEntry): Promise<void>;
}
