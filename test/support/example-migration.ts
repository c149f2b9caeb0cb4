import type { Migration } from '../../domain/migration.ts';
import { cohort, defineMigration, ecsService, errorRate, front, latency, parity, retire, routeGroup, shadow, targetHealth, weight } from '../../index.ts';
import { parseDefinition } from '../../migrations/files/parse-definition.ts';

/** The example of the README: every step, two stops where a step has several. */
export const exampleDefinition = defineMigration({
  group: routeGroup('catalog', ['GET /api/products', 'GET /api/products/*', '/api/categories/*']),
  candidate: ecsService({ image: 'shop/catalog:1', cpu: 256, memory: 512, port: 3000, health: '/healthz', desired: 2, scale: { min: 2, max: 10, cpuPercent: 60 } }),
  steps: [
    front(),
    shadow({ percent: 100, until: parity({ mismatchBelow: 0.001 }) }),
    cohort({ percents: [1, 10], soak: '10m', gates: [errorRate({ margin: 0.005 }), latency({ margin: 0.005 })] }),
    weight({ percents: [10, 50, 100], soak: '10m', gates: [errorRate({ margin: 0.005 }), targetHealth({ atLeast: 2 })] }),
    retire({ quietFor: '7d' }),
  ],
});

export const exampleMigration: Migration = parseDefinition('0001-catalog', 'migrations/0001-catalog.migration.ts', exampleDefinition);
