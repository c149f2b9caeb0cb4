import { BanyanError } from '../../domain/errors.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';
import type { Engine } from './engine.ts';

type Content = JournalEntry extends infer E ? (E extends JournalEntry ? Omit<E, 'at' | 'who' | 'why'> : never) : never;

/** Writes entry number `index`. Somebody who wrote it first wins: JOURNAL_CONFLICT. */
export async function record(engine: Engine, migration: Migration, index: number, why: string, content: Content): Promise<void> {
  const at = new Date(engine.ports.clock.now()).toISOString();
  await engine.ports.journal.append(migration.id, index, { at, who: engine.who, why, ...content });
}

/** How often somebody's note may come in between. */
const ATTEMPTS = 10;

/**
 * Writes the next entry, `since` being the number of those that its writer knows. What people noted meanwhile is no hindrance.
 * @throws BanyanError JOURNAL_CONFLICT where anything else was written
 */
export async function recordNext(engine: Engine, migration: Migration, since: number, why: string, content: Content): Promise<void> {
  let index = since;
  for (let attempt = 1; ; attempt++) {
    try {
      return await record(engine, migration, index, why, content);
    } catch (error) {
      if (!isConflict(error) || attempt >= ATTEMPTS) throw error;
      const entries = await engine.ports.journal.read(migration.id);
      if (!entries.slice(since).every(isNote)) throw error;
      index = entries.length;
    }
  }
}

/** What says something of a migration and neither moves it nor changes the world. */
export function isNote({ kind }: JournalEntry): boolean {
  return kind === 'approved' || kind === 'held' || kind === 'resumed' || kind === 'verdict' || kind === 'timed';
}

export function isConflict(error: unknown): error is BanyanError {
  return error instanceof BanyanError && error.code === 'JOURNAL_CONFLICT';
}
