/** What a migration file is written with. */
export { cohort, defineMigration, ecsService, errorRate, front, latency, parity, retire, routeGroup, shadow, targetHealth, weight } from './migrations/define/builders.ts';
export type * from './migrations/define/definition.ts';
