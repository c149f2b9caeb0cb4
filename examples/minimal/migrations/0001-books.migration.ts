import { cohort, defineMigration, ecsService, errorRate, front, parity, retire, routeGroup, shadow, targetHealth, weight } from 'banyan';

export default defineMigration({
  group: routeGroup('books', ['GET /api/books']),
  candidate: ecsService({ image: 'my/books:2', cpu: 256, memory: 512, port: 3000, health: '/healthz' }),
  steps: [
    front(),
    shadow({ percent: 100, until: parity({ mismatchBelow: 0.01 }), masks: { '$.servedAt': 'timestamp' } }),
    cohort({ percents: [20], soak: '2s', gates: [errorRate({ margin: 0.1 })] }),
    weight({ percents: [50, 100], soak: '2s', gates: [errorRate({ margin: 0.1 }), targetHealth({ atLeast: 1 })] }),
    retire({ quietFor: '3s' }),
  ],
});
