import { BanyanError } from '../../domain/errors.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';
import { stopName } from '../../domain/stop.ts';
import type { Engine } from '../../migrations/engine/engine.ts';
import { readPosition } from '../../migrations/engine/position.ts';
import type { Io } from '../io.ts';

/**
 * What `work` comes to; where Ctrl-C ends it, what it leaves: where the groups stand, and what goes on by itself. `remedy` says how to go on.
 * @throws BanyanError INTERRUPTED
 */
export async function unlessInterrupted<T>(io: Io, { ports }: Engine, migrations: readonly Migration[], remedy: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!io.signal.aborted || error instanceof BanyanError) throw error;
    const read = await Promise.all(migrations.map(async (migration) => ({ migration, entries: await ports.journal.read(migration.id) })));
    throw new BanyanError('INTERRUPTED', whatIsLeft(read), { cause: error, remedy });
  }
}

function whatIsLeft(read: readonly { readonly migration: Migration; readonly entries: readonly JournalEntry[] }[]): string {
  const places = read.map(({ migration, entries }) => `${migration.group.name} stands at ${stopName(readPosition(migration, entries).stop)} and stays there`);
  return [
    `${places.join('; ')}.`,
    ...(read.some(({ entries }) => isBegun(entries)) ? ['Changes had been begun; the next command finishes them.'] : []),
    'Load balancer and proxies go on serving as they are, and the proxies still fall back to legacy; nobody asks the gates, puts drift right or rolls back by itself until a command runs.',
  ].join(' ');
}

function isBegun(entries: readonly JournalEntry[]): boolean {
  return entries.findLast(({ kind }) => kind === 'intent' || kind === 'outcome' || kind === 'moved')?.kind === 'intent';
}
