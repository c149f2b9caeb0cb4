import type { MovedData } from '../../../domain/data-mapping.ts';
import { createMovement, type Movement } from '../../data/movement.ts';
import type { MovementDeps } from '../../data/movement-deps.ts';
import { watchedTables } from '../../data/tell.ts';
import type { WatchedTable } from '../../data/store.ts';
import { openLead } from './lead.ts';
import { createPostgresStore } from './postgres-store.ts';
import { openServer } from './server-database.ts';

export interface OpeningMovement extends Pick<MovementDeps, 'now' | 'elapsed' | 'salt'> {
  readonly group: string;
  readonly data: MovedData;
  /** `postgres://…` of both stores. */
  readonly legacyUrl: string;
  readonly candidateUrl: string;
}

/** The movement of a group between two PostgreSQL servers, or two databases of one. Nothing is connected to before it works. */
export function openMovement({ group, data, legacyUrl, candidateUrl, ...deps }: OpeningMovement): Movement {
  const watched = watchedTables(data);
  const lead = openLead(legacyUrl, group);
  const legacy = createPostgresStore(openServer(legacyUrl), group, keysOf(watched.legacy));
  const candidate = createPostgresStore(openServer(candidateUrl), group, keysOf(watched.candidate));
  const movement = createMovement({ ...deps, group, data, legacy, candidate, leads: () => lead.leads() });
  return {
    ...movement,
    async close() {
      await movement.close();
      await lead.close();
    },
  };
}

function keysOf(tables: readonly WatchedTable[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(tables.map(({ table, key }) => [table, key]));
}
