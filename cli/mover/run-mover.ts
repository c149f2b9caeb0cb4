import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { isIPv6, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { openMovement } from '../../migrations/adapters/postgres/open-movement.ts';
import type { Movement } from '../../migrations/data/movement.ts';
import { loadMigrations } from '../../migrations/files/load-migrations.ts';
import { createMoverApp } from '../../migrations/mover/admin-app.ts';
import { runMovements } from '../../migrations/mover/run-movements.ts';
import { loadConfig } from '../config/load-config.ts';
import type { CommonOptions, Io } from '../io.ts';

export interface MoverOptions extends CommonOptions {
  readonly migrations?: string;
  readonly host: string;
  readonly port: number;
}

/** Moves the data of every migration that says so, until the signal. @throws BanyanError CONFIG_NOT_FOUND, CONFIG_INVALID, MIGRATION_INVALID, CREDENTIALS_MISSING, PORT_UNAVAILABLE, USAGE */
export async function runMover(io: Io, options: MoverOptions): Promise<void> {
  const { host, port, json } = options;
  const { directory, environment } = await placeOf(io, options);
  const movements = await openMovements(io, directory, environment);
  const groups = movements.map(({ group }) => group);
  const server = createServer(createMoverApp({ movements, token: environment['BANYAN_ADMIN_TOKEN'] ?? null }));
  const running = runMovements(movements, (ms, signal) => wait(ms, undefined, { signal }).then(() => undefined, () => undefined));
  try {
    server.listen(port, host);
    await once(server, 'listening').catch((error: unknown) => {
      throw new BanyanError('PORT_UNAVAILABLE', `the mover cannot listen on ${host}:${port}: ${messageOf(error)}`, { cause: error });
    });
    const url = `http://${isIPv6(host) ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
    io.out(json ? JSON.stringify({ mover: url, groups }) : `The mover of ${groups.join(', ')} is at ${url}. Ctrl-C ends it.`);
    if (!io.signal.aborted) await once(io.signal, 'abort');
  } finally {
    server.close();
    server.closeAllConnections();
    await running.stop();
  }
}

interface Place {
  /** Where the migration files are. */
  readonly directory: string;
  readonly environment: Io['environment'];
}

/** A mover needs nothing else of the configuration, and its image may have none. */
async function placeOf({ directory, environment }: Io, { migrations, config }: MoverOptions): Promise<Place> {
  if (migrations !== undefined && config !== undefined) throw new BanyanError('USAGE', '--migrations and --config both say where the migration files are', { remedy: 'Leave one of them out.' });
  if (migrations !== undefined) return { directory: resolve(directory, migrations), environment };
  try {
    const loaded = await loadConfig(directory, config, environment);
    return { directory: loaded.config.migrations, environment: loaded.environment };
  } catch (error) {
    if (config === undefined && error instanceof BanyanError && error.code === 'CONFIG_NOT_FOUND') return { directory: resolve(directory, 'migrations'), environment };
    throw error;
  }
}

async function openMovements(io: Io, directory: string, environment: Io['environment']): Promise<readonly Movement[]> {
  const salt = randomBytes(16).toString('hex');
  const moved = (await loadMigrations(directory)).flatMap(({ group, data }) => (data ? [{ group: group.name, data }] : []));
  if (moved.length === 0) throw new BanyanError('MIGRATION_INVALID', `no migration in ${directory} says what data moves`);
  const lacking = [...new Set(moved.flatMap(({ data: { from, to } }) => [from, to]))].filter((name) => !environment[name]);
  if (lacking.length > 0) throw new BanyanError('CREDENTIALS_MISSING', `${lacking.join(' and ')} ${lacking.length === 1 ? 'is' : 'are'} not set`, { remedy: 'Set the variables that the migration files name to the URLs of the stores: postgres://user:password@host/database.' });
  return moved.map(({ group, data }) =>
    openMovement({ group, data, legacyUrl: environment[data.from] ?? '', candidateUrl: environment[data.to] ?? '', now: () => io.now(), elapsed: () => performance.now(), salt }),
  );
}
