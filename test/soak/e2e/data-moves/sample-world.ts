import { Pool } from 'pg';
import type { Migration } from '../../../../domain/migration.ts';
import { backfill, cohort, cutover, data, defineMigration, ecsService, front, reverse, routeGroup, sync, table, verifyData, weight } from '../../../../index.ts';
import { parseDefinition } from '../../../../migrations/files/parse-definition.ts';
import { openPrograms, type Program, type Programs } from '../../../services/open-programs.ts';
import { joinWorld, type MovingWorld } from './moving-world.ts';
import type { Side } from './side.ts';

export const ORDERS: Migration = parseDefinition(
  '0003-orders',
  'migrations/0003-orders.migration.ts',
  defineMigration({
    group: routeGroup('catalog', ['/api/orders', '/api/orders/*', 'GET /api/stock/*']),
    candidate: ecsService({ image: 'shop/orders:1', cpu: 256, memory: 512, port: 3000, health: '/healthz', desired: 2 }),
    data: data({ from: 'LEGACY_DATABASE_URL', to: 'ORDERS_DATABASE_URL', tables: [table('orders', { key: 'id' }), table('order_items', { key: ['order_id', 'product_id'] }), table('stock', { key: 'product_id' })] }),
    steps: [front(), sync(), backfill(), verifyData(), cohort({ percents: [50], soak: '500ms' }), cutover({ soak: '500ms' }), weight({ percents: [50, 100], soak: '500ms' }), reverse({ soak: '500ms' })],
  }),
);

export interface SampleWorld extends MovingWorld {
  readonly urls: Programs['urls'];
  /** Where customers log in. */
  readonly monolith: string;
}

/** The sample's own monolith and orders service, each on its own database. They tell each other nothing by events: the mover alone brings orders and stock to the other side. */
export async function openSampleWorld(random: () => number): Promise<SampleWorld> {
  const programs = await openPrograms({ events: false });
  const { urls } = programs;
  const [legacy, candidate] = [sideOf(programs.monolith, urls.shop), sideOf(programs.orders, urls.orders)];
  const world = await joinWorld({ migration: ORDERS, legacy, candidate, urls: { legacy: urls.shop, candidate: urls.orders }, random });
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
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  return { url, pool, kill: () => Promise.reject(new Error('nobody kills the sample here')), close: () => pool.end() };
}
