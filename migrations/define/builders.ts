import type {
  CohortStepOptions,
  ConfidenceOption,
  EcsServiceDefinition,
  EcsServiceOptions,
  FrontOptions,
  GateDefinition,
  MigrationDefinition,
  RetireOptions,
  RouteGroupDefinition,
  ShadowStepOptions,
  StepDefinition,
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

/** The legacy path for the group ends. */
export function retire(options: RetireOptions): StepDefinition {
  return { kind: 'retire', ...options };
}

/** Opens when fewer than `mismatchBelow` (0–1) of the answers differ. */
export function parity(options: { readonly mismatchBelow: number } & ConfidenceOption): GateDefinition {
  return { kind: 'parity', ...options };
}

/** Opens when the candidate's share of 5xx answers is not above legacy's by `margin` (0–1). */
export function errorRate(options: { readonly margin: number } & ConfidenceOption): GateDefinition {
  return { kind: 'error-rate', ...options };
}

/** Opens when the candidate's share of answers slower than legacy's p99 is not above legacy's own by `margin` (0–1). */
export function latency(options: { readonly margin: number } & ConfidenceOption): GateDefinition {
  return { kind: 'latency', ...options };
}

/** Opens while so many targets of the candidate are healthy. */
export function targetHealth(options: { readonly atLeast: number }): GateDefinition {
  return { kind: 'target-health', ...options };
}
