import { performance } from 'node:perf_hooks';
import type { Pool } from 'pg';
import type { MovedData } from '../../domain/data-mapping.ts';
import type { DataFlow, ObservedData } from '../../domain/data-movement.ts';
import { createMovement, type Movement } from '../../migrations/data/movement.ts';
import type { Store } from '../../migrations/data/store.ts';
import { watchedTables } from '../../migrations/data/tell.ts';
import type { Database } from '../../migrations/adapters/postgres/database.ts';
import { createPostgresStore } from '../../migrations/adapters/postgres/postgres-store.ts';
import { dataSchema } from '../../migrations/files/data-schema.ts';
import type { DataDefinition } from '../../migrations/define/definition.ts';
import { openStore } from '../../migrations/adapters/postgres/open-movement.ts';
import { openPool } from './open-pool.ts';
import type { PostgresServer } from './postgres-server.ts';
import { realClock } from './real-clock.ts';

/** A movement between two databases, and what tests do with it. */
export interface Moving {
  readonly movement: Movement;
  readonly data: MovedData;
  tell(flow: DataFlow, rest?: { readonly backfill?: boolean; readonly verify?: boolean }): Promise<void>;
  seen(): Promise<ObservedData>;
  /** Lets it work until that is so. */
  until(what: (seen: ObservedData) => boolean, turns?: number): Promise<ObservedData>;
}

/** A movement between two databases of its own, and connections to them as applications have them. */
export interface OpenMoving extends Moving {
  readonly legacy: Pool;
  readonly candidate: Pool;
  /** Another mover's, which only looks on. */
  readonly besides: Moving;
  close(): Promise<void>;
}

let opened = 0;

/** Two new databases, with the statements of `tables` carried out in them, and a movement between them. */
export async function openMoving(server: PostgresServer, data: MovedData, tables: { readonly legacy: string; readonly candidate: string }): Promise<OpenMoving> {
  opened += 1;
  const watched = watchedTables(data);
  const [legacyUrl, candidateUrl] = [await server.createDatabase(`moving_${opened}_legacy`), await server.createDatabase(`moving_${opened}_candidate`)];
  const [legacy, candidate] = [legacyUrl, candidateUrl].map((url) => openPool(url, 4)) as [Pool, Pool];
  await legacy.query(tables.legacy);
  await candidate.query(tables.candidate);
  const stores = (): { readonly legacy: Store; readonly candidate: Store } => ({ legacy: openStore(legacyUrl, 'orders', data.capture, watched.legacy), candidate: openStore(candidateUrl, 'orders', data.capture, watched.candidate) });
  const moving = move(stores(), data);
  const besides = move(stores(), data, () => Promise.resolve(false));
  return {
    ...moving,
    legacy,
    candidate,
    besides,
    async close() {
      await Promise.all([moving.movement.close(), besides.movement.close(), legacy.end(), candidate.end()]);
    },
  };
}

export function parseData(definition: DataDefinition): MovedData {
  return dataSchema.parse(definition);
}

export function storesOf(legacy: Database, candidate: Database, data: MovedData): { readonly legacy: Store; readonly candidate: Store } {
  const watched = watchedTables(data);
  const keys = (tables: typeof watched.legacy): Record<string, readonly string[]> => Object.fromEntries(tables.map(({ table, key }) => [table, key]));
  return { legacy: createPostgresStore(legacy, 'orders', keys(watched.legacy)), candidate: createPostgresStore(candidate, 'orders', keys(watched.candidate)) };
}

export function move(stores: { readonly legacy: Store; readonly candidate: Store }, data: MovedData, leads: () => Promise<boolean> = () => Promise.resolve(true), now: () => number = () => realClock.now()): Moving {
  const movement = createMovement({ ...stores, group: 'orders', data, leads, now, elapsed: () => performance.now(), salt: 'salt' });
  const seen = async (): Promise<ObservedData> => {
    const observed = await movement.observe();
    if (observed === 'absent') throw new Error('nothing of the movement is in the stores');
    return observed;
  };
  return {
    movement,
    data,
    seen,
    tell: (flow, { backfill = false, verify = false } = {}) => movement.ensure({ flow, backfill, verify }),
    async until(what, turns = 2_000) {
      for (let turn = 0; turn < turns; turn++) {
        const wait = await movement.turn();
        // Looking costs more than a turn.
        if (wait === 0 && turn % 4 > 0) continue;
        const now = await seen();
        if (what(now)) return now;
        if (wait > 0) await realClock.sleep(Math.min(wait, 50));
      }
      throw new Error(`not so after ${turns} turns: ${what.toString()}: ${JSON.stringify(await seen())}`);
    },
  };
}
