import type { RowMapping } from '../../../../domain/data-mapping.ts';
import type { Migration } from '../../../../domain/migration.ts';
import { backfill, cohort, cutover, data, defineMigration, ecsService, front, into, reverse, routeGroup, sync, table, verifyData, weight } from '../../../../index.ts';
import { parseDefinition } from '../../../../migrations/files/parse-definition.ts';
import { openPrograms, type Program, type Programs } from '../../../services/open-programs.ts';
import { openPool } from '../../../support/open-pool.ts';
import { joinWorld, type MovingWorld } from './moving-world.ts';
import type { Side } from './side.ts';

/** What moves of the sample, and by which routes. */
export const ORDERS = moving('0003-orders', ['/api/orders', '/api/orders/*', 'GET /api/stock/*'], [table('orders', { key: 'id' }), table('order_items', { key: ['order_id', 'product_id'] }), table('stock', { key: 'product_id' })]);

/** What the service alone knows of a session stays there. */
const session: RowMapping = ({ id = null, customer_id = null, created_at = null, ended_at = null }) => ({ id, customer_id, created_at, ended_at });
export const ACCOUNTS = moving('0002-accounts', ['POST /api/login', 'POST /api/logout', 'GET /api/me'], [table('customers', { key: 'id' }), table('sessions', { key: 'id', to: into('sessions', { key: 'id', forward: session, back: session }) })]);

function moving(id: string, patterns: readonly string[], tables: Parameters<typeof data>[0]['tables']): Migration {
  const definition = defineMigration({
    group: routeGroup('catalog', patterns),
    candidate: ecsService({ image: 'shop/candidate:1', cpu: 256, memory: 512, port: 3000, health: '/healthz', desired: 2 }),
    data: data({ from: 'LEGACY_DATABASE_URL', to: 'CANDIDATE_DATABASE_URL', tables }),
    steps: [front(), sync(), backfill(), verifyData(), cohort({ percents: [50], soak: '500ms' }), cutover({ soak: '500ms' }), weight({ percents: [50, 100], soak: '500ms' }), reverse({ soak: '500ms' })],
  });
  return parseDefinition(id, `migrations/${id}.migration.ts`, definition);
}

export interface SampleWorld extends MovingWorld {
  readonly urls: Programs['urls'];
  /** Where customers log in. */
  readonly monolith: string;
}

/** The sample's own monolith and the service that takes this over, each on its own database. They tell each other nothing by events: the mover alone brings rows to the other side. */
export async function openSampleWorld(migration: Migration, service: 'orders' | 'accounts', random: () => number): Promise<SampleWorld> {
  const programs = await openPrograms({ events: false });
  const { urls } = programs;
  const [legacy, candidate] = [sideOf(programs.monolith, urls.shop), sideOf(programs[service], urls[service])];
  const world = await joinWorld({ migration, legacy, candidate, urls: { legacy: urls.shop, candidate: urls[service] }, random });
  return {
    ...world,
    urls,
    monolith: programs.monolith.url,
    async close() {
      await world.close();
      await programs.close();
    },
  };
}

function sideOf({ url }: Program, databaseUrl: string): Side {
  const pool = openPool(databaseUrl, 2);
  return { url, pool, kill: () => Promise.reject(new Error('nobody kills the sample here')), close: () => pool.end() };
}
