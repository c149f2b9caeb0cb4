import { backfill, cutover, data, defineMigration, ecsService, front, reverse, routeGroup, sync, table, verifyData } from '../../../index.ts';

export default defineMigration({
  group: routeGroup('orders', ['/api/orders', '/api/orders/*']),
  candidate: ecsService({ image: 'shop/orders:1', cpu: 256, memory: 512, port: 3000, health: '/healthz' }),
  data: data({ from: 'LEGACY_DATABASE_URL', to: 'ORDERS_DATABASE_URL', tables: [table('accounts', { key: 'id' }), table('orders', { key: 'id' })] }),
  steps: [front(), sync(), backfill(), verifyData(), cutover(), reverse({ soak: '7d' })],
});
