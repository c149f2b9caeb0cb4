import { BanyanError } from '../domain/errors.ts';
import type { Migration } from '../domain/migration.ts';
import { stopName } from '../domain/stop.ts';
import type { Engine } from '../migrations/engine/engine.ts';
import { readPosition } from '../migrations/engine/position.ts';
import type { Io } from './io.ts';

/**
 * What `work` comes to; where Ctrl-C ends it, what it leaves: where the group stands, what goes on by itself, how to go on.
 * @throws BanyanError INTERRUPTED
 */
export async function unlessInterrupted<T>(io: Io, engine: Engine, migration: Migration, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!io.signal.aborted || error instanceof BanyanError) throw error;
    const { name } = migration.group;
    throw new BanyanError('INTERRUPTED', await whatIsLeft(engine, migration), { cause: error, remedy: `\`banyan run ${name}\` goes on from there; \`banyan rollback ${name} --why "…"\` returns the group to legacy.` });
  }
}

async function whatIsLeft({ ports }: Engine, migration: Migration): Promise<string> {
  const entries = await ports.journal.read(migration.id);
  const stop = stopName(readPosition(migration, entries).stop);
  const begun = entries.findLast(({ kind }) => kind === 'intent' || kind === 'outcome' || kind === 'moved')?.kind === 'intent';
  return [
    `${migration.group.name} stands at ${stop} and stays there.`,
    ...(begun ? ['Changes had been begun; the next command finishes them.'] : []),
    'Load balancer and proxies go on serving as they are, and the proxies still fall back to legacy; nobody asks the gates, puts drift right or rolls back by itself until a command runs.',
  ].join(' ');
}
