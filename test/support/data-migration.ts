import type { Migration } from '../../domain/migration.ts';
import { backfill, cohort, cutover, data, defineMigration, ecsService, errorRate, front, parity, retire, reverse, routeGroup, shadow, sync, table, verifyData, weight } from '../../index.ts';
import { parseDefinition } from '../../migrations/files/parse-definition.ts';

/** A group whose data moves with it: every step there is, those for data between those for traffic. */
export const dataDefinition = defineMigration({
  group: routeGroup('orders', ['/api/orders', '/api/orders/*']),
  candidate: ecsService({ image: 'shop/orders:1', cpu: 256, memory: 512, port: 3000, health: '/healthz', desired: 2 }),
  data: data({ from: 'LEGACY_DATABASE_URL', to: 'ORDERS_DATABASE_URL', tables: [table('orders', { key: 'id' }), table('order_items', { key: ['order_id', 'product_id'] })] }),
  steps: [
    front(),
    sync(),
    backfill(),
    verifyData(),
    shadow({ percent: 100, until: parity({ mismatchBelow: 0.001 }) }),
    cohort({ percents: [10], soak: '10m', gates: [errorRate({ margin: 0.005 })] }),
    cutover({ soak: '10m' }),
    weight({ percents: [50, 100], soak: '10m' }),
    reverse({ soak: '7d' }),
    retire({ quietFor: '7d' }),
  ],
});

export const dataMigration: Migration = parseDefinition('0002-orders', 'migrations/0002-orders.migration.ts', dataDefinition);

/** The same without what has to do with traffic alone. */
export const shortMigration: Migration = parseDefinition(
  '0002-orders',
  'migrations/0002-orders.migration.ts',
  defineMigration({ ...dataDefinition, steps: [front(), sync(), backfill(), verifyData(), cutover(), weight({ percents: [100] }), reverse({ soak: '7d' }), retire({ quietFor: '7d' })] }),
);
