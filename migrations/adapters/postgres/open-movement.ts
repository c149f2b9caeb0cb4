import type { MovedData } from '../../../domain/data-mapping.ts';
import { createMovement, type Movement } from '../../data/movement.ts';
import type { MovementDeps } from '../../data/movement-deps.ts';
import { watchedTables } from '../../data/tell.ts';
import type { Store, WatchedTable } from '../../data/store.ts';
import { openLead } from './lead.ts';
import { createOutboxCapture } from './outbox-capture.ts';
import { createPostgresStore } from './postgres-store.ts';
import { createReplicationCapture } from './replication/replication-capture.ts';
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
  const legacy = openStore(legacyUrl, group, data.capture, watched.legacy);
  const candidate = openStore(candidateUrl, group, data.capture, watched.candidate);
  const movement = createMovement({ ...deps, group, data, legacy, candidate, leads: () => lead.leads() });
  return {
    ...movement,
    async close() {
      await movement.close();
      await lead.close();
    },
  };
}

/** A store on a PostgreSQL server, whose changes are captured as the migration says. */
export function openStore(url: string, group: string, capture: MovedData['capture'], watched: readonly WatchedTable[]): Store {
  const keys = Object.fromEntries(watched.map(({ table, key }) => [table, key]));
  return createPostgresStore(openServer(url), group, keys, (parts) => (capture === 'outbox' ? createOutboxCapture(parts) : createReplicationCapture(parts, url)));
}
