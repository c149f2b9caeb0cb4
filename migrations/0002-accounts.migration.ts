import { cohort, defineMigration, ecsService, errorRate, front, latency, parity, retire, routeGroup, shadow, targetHealth, weight } from '../index.ts';

// Who has logged in leaves the monolith, with a store of its own. Logins begin at either side for as long as the move takes: each tells the other by an event,
// and asks it where none has come yet.
export default defineMigration({
  group: routeGroup('accounts', ['POST /api/login', 'POST /api/logout', 'GET /api/me']),
  after: ['catalog@shadow'],
  candidate: ecsService({
    image: 'shop/accounts:1',
    cpu: 256,
    memory: 512,
    port: 3000,
    health: '/healthz',
    environment: { MONOLITH_URL: 'http://monolith.shop.internal:3000', LOG_LEVEL: 'warn' },
    secrets: { DATABASE_URL: '/shop/accounts/database-url', EVENTS_URL: '/shop/events-url', INTERNAL_TOKEN: '/shop/internal-token', DNS_SERVER: '/shop/dns-server' },
    scale: { min: 2, max: 6, cpuPercent: 60, requestsPerTarget: 12_000 },
    discovery: 'accounts',
  }),
  // A customer's logins and logouts come to one side.
  sticky: '1h',
  steps: [
    front({ soak: '2s' }),
    shadow({
      percent: 100,
      until: parity({ mismatchBelow: 0.05 }),
      soak: '2s',
      masks: { '$.meta.requestId': 'uuid', '$.meta.generatedAt': 'timestamp' },
    }),
    cohort({ percents: [50], soak: '4s', gates: [errorRate({ margin: 0.1 }), latency({ margin: 0.3 })] }),
    weight({ percents: [50, 100], soak: '4s', gates: [errorRate({ margin: 0.1 }), targetHealth({ atLeast: 2 })] }),
    retire({ quietFor: '3s' }),
  ],
});
