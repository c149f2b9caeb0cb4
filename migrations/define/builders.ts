import type { Duration } from '../../domain/duration.ts';
import type { Check } from '../../domain/gate.ts';
import type {
  BackfillOptions,
  CohortStepOptions,
  CutoverOptions,
  DataDefinition,
  DataOptions,
  EcsServiceDefinition,
  EcsServiceOptions,
  FrontOptions,
  GateDefinition,
  MigrationDefinition,
  RetireOptions,
  ReverseOptions,
  RouteGroupDefinition,
  RowOf,
  ShadowStepOptions,
  StepDefinition,
  SurenessOptions,
  SyncOptions,
  TableDefinition,
  TableOptions,
  TargetDefinition,
  TargetOptions,
  VerifyDataOptions,
  WeightStepOptions,
} from './definition.ts';

// What a migration file is written with. These only name things; a file is checked, whole, when it is read.

/** How one route group moves; the default export of a migration file. */
export function defineMigration(options: Omit<MigrationDefinition, 'kind'>): MigrationDefinition {
  return { kind: 'migration', ...options };
}

/** Method + path patterns that move as one: `routeGroup('catalog', ['GET /api/products/*', '/api/categories/*'])`. A pattern without a method means every method. */
export function routeGroup(name: string, patterns: readonly string[]): RouteGroupDefinition {
  return { kind: 'route-group', name, patterns };
}

/** The ECS service that takes the group over. */
export function ecsService(options: EcsServiceOptions): EcsServiceDefinition {
  return { kind: 'ecs-service', ...options };
}

/** The proxy takes the group's traffic, still answered by legacy. */
export function front(options: FrontOptions = {}): StepDefinition {
  return { kind: 'front', ...options };
}

/** Requests are copied to the candidate and the answers compared; callers get legacy's. */
export function shadow(options: ShadowStepOptions): StepDefinition {
  return { kind: 'shadow', ...options };
}

/** A stable set of callers is answered by the candidate, through the proxy, with legacy as the fallback. */
export function cohort(options: CohortStepOptions): StepDefinition {
  return { kind: 'cohort', ...options };
}

/** The load balancer sends a share of the requests straight to the candidate. */
export function weight(options: WeightStepOptions): StepDefinition {
  return { kind: 'weight', ...options };
}

/** What moves between the stores: `data({ from: 'LEGACY_DATABASE_URL', to: 'ORDERS_DATABASE_URL', tables: [table('orders', { key: 'id' })] })`. The variables are the mover's. */
export function data(options: DataOptions): DataDefinition {
  return { kind: 'data', ...options };
}

/** A table of legacy's whose rows move. */
export function table(name: string, options: TableOptions): TableDefinition {
  return { kind: 'table', table: name, ...options };
}

/** A table of the candidate's that takes them: `into('people', { key: 'id', forward: ({ id, name }: Customer) => ({ id, fullName: name }), back: ({ id, fullName }) => ({ id, name: fullName }) })`. */
export function into<Legacy extends RowOf, Own extends RowOf>(name: string, options: TargetOptions<Legacy, Own>): TargetDefinition {
  return { kind: 'target', table: name, ...options };
}

/** Changes of legacy's store are captured from here on, and flow to the candidate's. */
export function sync(options: SyncOptions = {}): StepDefinition {
  return { kind: 'sync', ...options };
}

/** The rows that were there before are copied. */
export function backfill(options: BackfillOptions = {}): StepDefinition {
  return { kind: 'backfill', ...options };
}

/** Both stores are compared, row by row, from here on. */
export function verifyData(options: VerifyDataOptions = {}): StepDefinition {
  return { kind: 'verify-data', ...options };
}

/** The candidate owns the writes from one moment on, and its changes flow back. */
export function cutover(options: CutoverOptions = {}): StepDefinition {
  return { kind: 'cutover', ...options };
}

/** How long changes have to have flowed back before `retire` may end that, and with it every way back. */
export function reverse(options: ReverseOptions): StepDefinition {
  return { kind: 'reverse', ...options };
}

/** The legacy path for the group ends. */
export function retire(options: RetireOptions): StepDefinition {
  return { kind: 'retire', ...options };
}

/** Opens when fewer than `mismatchBelow` (0–1) of the sessions' answers differ. */
export function parity(options: { readonly mismatchBelow: number } & SurenessOptions): GateDefinition {
  return { kind: 'parity', ...options };
}

/** Opens when the candidate's share of failed requests (5xx, or no answer) is not above legacy's by `margin` (0–1). */
export function errorRate(options: { readonly margin: number } & SurenessOptions): GateDefinition {
  return { kind: 'error-rate', ...options };
}

/** Opens when the candidate's share of answers slower than legacy's p99 is not above legacy's own by `margin` (0–1). */
export function latency(options: { readonly margin: number } & SurenessOptions): GateDefinition {
  return { kind: 'latency', ...options };
}

/** Opens when the split is what the stop asks for, give or take `within` (0–1, default 0.25) of the smaller side's share. */
export function sampleRatio(options: { readonly within?: number } & SurenessOptions = {}): GateDefinition {
  return { kind: 'sample-ratio', ...options };
}

/** Opens when somebody has said `banyan approve <group>` at this stop. */
export function approval(): GateDefinition {
  return { kind: 'approval' };
}

/**
 * Asks a function of your own: `check('stock agrees', async (evidence) => ({ state: 'open', because: '0 of 4,210 articles differ' }))`.
 * It is called at every look, by `banyan status` too, so it must only read. What it throws, or answers later than `timeout` (default `10s`), holds the gate.
 */
export function check(name: string, ask: Check, options: { readonly timeout?: Duration } = {}): GateDefinition {
  return { kind: 'check', name, ask, ...options };
}

/** Opens while so many targets of the candidate are healthy. */
export function targetHealth(options: { readonly atLeast: number }): GateDefinition {
  return { kind: 'target-health', ...options };
}
