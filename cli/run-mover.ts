import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BanyanError, messageOf } from '../domain/errors.ts';
import { openMovement } from '../migrations/adapters/postgres/open-movement.ts';
import type { Movement } from '../migrations/data/movement.ts';
import { loadMigrations } from '../migrations/files/load-migrations.ts';
import { createMoverApp } from '../migrations/mover/admin-app.ts';
import { runMovements } from '../migrations/mover/run-movements.ts';
import type { Io } from './io.ts';

export interface MoverOptions {
  readonly migrations: string;
  readonly host: string;
  readonly port: number;
}

/** Moves the data of every migration that says so, until the signal. @throws BanyanError MIGRATION_INVALID, CREDENTIALS_MISSING, USAGE where the port cannot be had */
export async function runMover(io: Io, { migrations: directory, host, port }: MoverOptions): Promise<void> {
  const movements = await openMovements(io, resolve(io.directory, directory));
  const server = createServer(createMoverApp({ movements, token: io.environment['BANYAN_ADMIN_TOKEN'] ?? null }));
  const running = runMovements(movements, (ms, signal) => wait(ms, undefined, { signal }).then(() => undefined, () => undefined));
  try {
    server.listen(port, host);
    await once(server, 'listening').catch((error: unknown) => {
      throw new BanyanError('USAGE', `the mover cannot listen on ${host}:${port}: ${messageOf(error)}`, { remedy: 'Name a free port with --port.' });
    });
    io.out(JSON.stringify({ mover: `http://${host}:${(server.address() as AddressInfo).port}`, groups: movements.map(({ group }) => group) }));
    if (!io.signal.aborted) await once(io.signal, 'abort');
  } finally {
    server.close();
    server.closeAllConnections();
    await running.stop();
  }
}

async function openMovements(io: Io, directory: string): Promise<readonly Movement[]> {
  const salt = randomBytes(16).toString('hex');
  const moved = (await loadMigrations(directory)).flatMap(({ group, data }) => (data ? [{ group: group.name, data }] : []));
  if (moved.length === 0) throw new BanyanError('MIGRATION_INVALID', `no migration in ${directory} says what data moves`);
  const lacking = [...new Set(moved.flatMap(({ data: { from, to } }) => [from, to]))].filter((name) => !io.environment[name]);
  if (lacking.length > 0) throw new BanyanError('CREDENTIALS_MISSING', `${lacking.join(' and ')} ${lacking.length === 1 ? 'is' : 'are'} not set`, { remedy: 'Set the variables that the migration files name to the URLs of the stores: postgres://user:password@host/database.' });
  return moved.map(({ group, data }) =>
    openMovement({ group, data, legacyUrl: io.environment[data.from] ?? '', candidateUrl: io.environment[data.to] ?? '', now: () => io.now(), elapsed: () => performance.now(), salt }),
  );
}
