/** What a migration file is written with. */
export {
  approval,
  backfill,
  check,
  cohort,
  cutover,
  data,
  defineMigration,
  ecsService,
  errorRate,
  front,
  into,
  latency,
  parity,
  retire,
  reverse,
  routeGroup,
  sampleRatio,
  shadow,
  sync,
  table,
  targetHealth,
  verifyData,
  weight,
} from './migrations/define/builders.ts';
export type * from './migrations/define/definition.ts';
export type { Check, CheckAnswer } from './domain/gate.ts';
export type { Evidence } from './domain/evidence.ts';
