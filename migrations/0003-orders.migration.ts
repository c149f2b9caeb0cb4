import { cohort, defineMigration, ecsService, errorRate, front, latency, parity, retire, routeGroup, shadow, targetHealth, weight } from '../index.ts';

// Orders and stock leave the monolith, with a store of their own. While both sides take orders each tells the other by an event: either knows every order, and both
// count down the same stock. Its queue stood before the service did: the first thing a new task does is to hear of every order placed since the snapshot.
export default defineMigration({
  group: routeGroup('orders', ['/api/orders', '/api/orders/*', 'GET /api/stock/*']),
  after: ['accounts@shadow'],
  candidate: ecsService({
    image: 'shop/orders:1',
    cpu: 512,
    memory: 1024,
    port: 3000,
    health: '/healthz',
    environment: { ACCOUNTS_URL: 'http://accounts.shop.internal:3000', MONOLITH_URL: 'http://monolith.shop.internal:3000', LOG_LEVEL: 'warn' },
    secrets: { DATABASE_URL: '/shop/orders/database-url', EVENTS_URL: '/shop/events-url', INTERNAL_TOKEN: '/shop/internal-token', DNS_SERVER: '/shop/dns-server' },
    scale: { min: 2, max: 8, cpuPercent: 60, requestsPerTarget: 6_000 },
    discovery: 'orders',
  }),
  sticky: '1h',
  steps: [
    front({ soak: '2s' }),
    shadow({
      percent: 100,
      until: parity({ mismatchBelow: 0.05 }),
      soak: '4s',
      masks: { '$.meta.requestId': 'uuid', '$.meta.generatedAt': 'timestamp' },
    }),
    cohort({ percents: [50], soak: '4s', gates: [errorRate({ margin: 0.1 }), latency({ margin: 0.3 })] }),
    weight({ percents: [50, 100], soak: '4s', gates: [errorRate({ margin: 0.1 }), targetHealth({ atLeast: 2 })] }),
    retire({ quietFor: '3s' }),
  ],
});
