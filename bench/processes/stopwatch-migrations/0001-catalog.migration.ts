import { cohort, defineMigration, ecsService, front, parity, routeGroup, shadow, weight } from '../../../index.ts';

/** Callers who stick to their side of the load balancer's split. */
export default defineMigration({
  group: routeGroup('catalog', ['/api/products', '/api/products/*']),
  candidate: ecsService({ image: 'shop/catalog:1', cpu: 256, memory: 512, port: 3000, health: '/healthz', desired: 1 }),
  sticky: '1h',
  steps: [front(), shadow({ percent: 1, until: parity({ mismatchBelow: 0.5 }) }), cohort({ percents: [100] }), weight({ percents: [50] })],
});
