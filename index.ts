/** What a migration file is written with. */
export { approval, check, cohort, defineMigration, ecsService, errorRate, front, latency, parity, retire, routeGroup, sampleRatio, shadow, targetHealth, weight } from './migrations/define/builders.ts';
export type * from './migrations/define/definition.ts';
export type { Check, CheckAnswer } from './domain/gate.ts';
export type { Evidence } from './domain/evidence.ts';
