import { cohort, defineMigration, ecsService, errorRate, front, latency, parity, retire, routeGroup, shadow, targetHealth, weight } from '../index.ts';

// The catalog leaves the monolith. The soaks and bounds are those of a demonstration that ends within a minute and a half;
// for callers who pay, think of soak: '10m', mismatchBelow: 0.001, margin: 0.005, percents: [1, 10] and quietFor: '7d'.
export default defineMigration({
  group: routeGroup('catalog', ['GET /api/products', 'GET /api/products/*', '/api/categories', '/api/categories/*']),
  candidate: ecsService({
    image: 'shop/catalog:1',
    cpu: 256,
    memory: 512,
    port: 3000,
    health: '/healthz',
    environment: { LOG_LEVEL: 'warn' },
    scale: { min: 2, max: 4, cpuPercent: 60 },
  }),
  steps: [
    front({ soak: '2s' }),
    shadow({
      percent: 100,
      until: parity({ mismatchBelow: 0.01 }),
      soak: '5s',
      masks: { '$.meta.requestId': 'uuid', '$.meta.generatedAt': 'timestamp' },
    }),
    cohort({ percents: [10, 50], soak: '4s', gates: [errorRate({ margin: 0.1 }), latency({ margin: 0.2 })] }),
    weight({ percents: [10, 50, 100], soak: '4s', gates: [errorRate({ margin: 0.1 }), targetHealth({ atLeast: 2 })] }),
    retire({ quietFor: '3s' }),
  ],
});
