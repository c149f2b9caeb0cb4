import type { Cell } from '../../domain/data-mapping.ts';
import type { Duration } from '../../domain/duration.ts';
import type { Check } from '../../domain/gate.ts';
import type { RedactionRules } from '../../domain/redaction.ts';
import type { Mask } from '../../domain/mask.ts';

/** What a migration file exports by default; made with `defineMigration`. */
export interface MigrationDefinition {
  readonly kind: 'migration';
  readonly group: RouteGroupDefinition;
  readonly candidate: EcsServiceDefinition;
  /** Keeps a caller who came to one side of the load balancer's split there for so long. Rolling back removes the rule, so it does not hold callers back. */
  readonly sticky?: Duration;
  /** How the proxy puts requests into the candidate's words, and its answers back into legacy's. Not together with `weight`, which takes the proxy out of the path. */
  readonly rewrite?: RewriteDefinition;
  /** The proxy tells the candidate who calls, by a signed token. Not together with `weight`, which takes the proxy out of the path. Default: `false`. */
  readonly identity?: boolean;
  /** What moves from legacy's store to the candidate's, made with `data`; the steps say when. Default: nothing. */
  readonly data?: DataDefinition;
  readonly steps: readonly StepDefinition[];
  /** Hours in which the migration may move forward: `['mon-fri 09:00-17:00 Europe/Berlin']`; `[]` is always. Rolling back knows no hours. Default: those of the configuration. */
  readonly windows?: readonly string[];
  /** Route groups that must have come to their last stop before this one moves forward; `catalog@weight:50`: to that stop, or past it. */
  readonly after?: readonly string[];
}

export interface RewriteDefinition {
  readonly request?: {
    /** `{ '/api/products/*': '/v2/items/*' }`; the first that matches. `Location` of an answer is put back. */
    readonly paths?: Readonly<Record<string, string>>;
    readonly query?: NameRewriteDefinition;
    readonly headers?: NameRewriteDefinition;
    readonly cookies?: NameRewriteDefinition;
  };
  readonly answer?: { readonly headers?: NameRewriteDefinition; readonly cookies?: Omit<NameRewriteDefinition, 'set'> };
  /** File in the proxy's `HOOKS_DIR` that exports `request(body, facts)`, `answer(body, facts)` or both, for JSON bodies of up to 256 KiB. */
  readonly hook?: string;
}

/** In this order. */
export interface NameRewriteDefinition {
  readonly remove?: readonly string[];
  readonly rename?: Readonly<Record<string, string>>;
  readonly set?: Readonly<Record<string, string>>;
}

export interface RouteGroupDefinition {
  readonly kind: 'route-group';
  readonly name: string;
  readonly patterns: readonly string[];
}

export interface EcsServiceOptions {
  readonly image: string;
  /** Fargate CPU units, 256 to 16384. */
  readonly cpu: number;
  /** MiB, one of the sizes Fargate pairs with the CPU. */
  readonly memory: number;
  readonly port: number;
  /** Path that answers 200 when the service can serve. */
  readonly health: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Variables whose values stand in no file: by name, the parameter of SSM or the ARN of a secret in Secrets Manager that has it. ECS reads them with the execution role. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** Tasks to start with. Default: `scale.min`, or 1. */
  readonly desired?: number;
  readonly scale?: { readonly min: number; readonly max: number; readonly cpuPercent?: number; readonly requestsPerTarget?: number };
  /** Name of the ECS service. Default: the group's name. */
  readonly service?: string;
  /** Cloud Map name within the configured namespace. Default: the group's name. */
  readonly discovery?: string;
}
export type EcsServiceDefinition = EcsServiceOptions & { readonly kind: 'ecs-service' };

export interface FrontOptions {
  /** Shares of the group's traffic that the proxy takes, rising, the last one 100. Default: `[100]`. */
  readonly percents?: readonly number[];
  readonly soak?: Duration;
}

export interface ShadowStepOptions {
  /** Share of the requests that are copied, 1–100. */
  readonly percent: number;
  /** One gate, or several that must all open. */
  readonly until: GateDefinition | readonly GateDefinition[];
  readonly soak?: Duration;
  /** The candidate must have answered a copy within this time. Default: `5s`. */
  readonly timeout?: Duration;
  /** Fields that differ between equal answers: path template → class that both values must have. */
  readonly masks?: Readonly<Record<string, Mask>>;
  /** Arrays whose order means nothing, as path templates. */
  readonly unordered?: readonly string[];
  /** Share of the copied requests that legacy is asked a second time at the most, to learn how it differs from itself, 0–5. Default: 2. */
  readonly repeatPercent?: number;
  /** Masks learned from that stand in a file beside this one. `propose`: they count once somebody has reviewed them (`banyan masks`); `apply`: at once. Default: `propose`. */
  readonly learnedMasks?: 'propose' | 'apply';
  /** What is done with requests that change something. Default: they are not copied. */
  readonly writes?: CopiedWritesDefinition;
  /** Requests that are never copied, as route patterns, beside those that never are by themselves (payments, mails, logins, one-time links…). */
  readonly never?: readonly string[];
  /** `GET` and `HEAD` requests that would never be copied by themselves and may be. */
  readonly harmless?: readonly string[];
  /** What nobody may see of the answers, beside what nobody may ever; and what may be shown. */
  readonly redact?: Partial<RedactionRules>;
}

export type CopiedWritesDefinition =
  /** The candidate carries them out and takes everything back; it uses `banyan/candidate`. */
  | { readonly kind: 'dry-run' }
  /** The candidate works on the store of this name, for copies of reads too. */
  | { readonly kind: 'isolated-store'; readonly store: string }
  /** The candidate repeats what legacy has accepted, with legacy's ids: `{ '$.id': '$.id', 'header.x-order-id': 'location' }`, place in the copy → place in legacy's answer. */
  | { readonly kind: 'response-replay'; readonly adopt: Readonly<Record<string, string>> }
  /** They are not copied: the candidate learns of them by another way within `settle` (default `2s`), and what is read afterwards shows whether it has. */
  | { readonly kind: 'next-read'; readonly settle?: Duration };

export interface CohortStepOptions {
  /** Shares of the callers, rising, 1–100. */
  readonly percents: readonly number[];
  readonly soak?: Duration;
  readonly gates?: readonly GateDefinition[];
  /** The candidate's headers must have come within this time, else legacy answers. Default: `2s`. */
  readonly timeout?: Duration;
  /** While the flags are too old to be believed, callers whom the last ones let in go to `legacy`, or `stay` with the candidate. Default: `legacy`. */
  readonly whenFlagsAreStale?: 'legacy' | 'stay';
}

export interface WeightStepOptions {
  /** Shares of the requests that the load balancer sends straight to the candidate, rising, 1–100. */
  readonly percents: readonly number[];
  readonly soak?: Duration;
  readonly gates?: readonly GateDefinition[];
}

export interface DataOptions {
  /** Name of the environment variable that has the URL of legacy's store, where the mover runs. */
  readonly from: string;
  /** The same of the candidate's store. */
  readonly to: string;
  /** How changes become known: by triggers and an `outbox`, on every server; or by `replication`, which costs writers less and wants `wal_level = logical`. Default: `outbox`. */
  readonly capture?: 'outbox' | 'replication';
  readonly tables: readonly TableDefinition[];
}
export type DataDefinition = DataOptions & { readonly kind: 'data' };

export interface TableOptions {
  /** Columns of the primary key. */
  readonly key: string | readonly string[];
  /** Where its rows go, made with `into`; several split them. Default: a table of the same name, key and columns. */
  readonly to?: TargetDefinition | readonly TargetDefinition[];
}
export type TableDefinition = TableOptions & { readonly kind: 'table'; readonly table: string };

/** The columns of a row. What a mapping gives must have the key of the table it goes to. */
export type RowOf = Readonly<Record<string, Cell>>;

export interface TargetOptions<Legacy extends RowOf, Own extends RowOf> {
  readonly key: string | readonly string[];
  /** Legacy's row in the candidate's words; `undefined`: none of it goes here. Pure. A row at which it throws goes to quarantine. */
  readonly forward: (row: Legacy) => Own | undefined;
  /** The candidate's row in legacy's words: legacy's key, and the columns that it knows. Pure. */
  readonly back: (row: Own) => Partial<Legacy> | undefined;
}
export interface TargetDefinition {
  readonly kind: 'target';
  readonly table: string;
  readonly key: string | readonly string[];
  readonly forward: (row: never) => RowOf | undefined;
  readonly back: (row: never) => Partial<RowOf> | undefined;
}

export interface SyncOptions {
  /** Changes must have reached the candidate's store within this time before the stop is left. Default: `5s`. */
  readonly lagBelow?: Duration;
  readonly soak?: Duration;
}

export interface BackfillOptions {
  /** So many rows may stay in quarantine at the most. Default: 0. */
  readonly quarantineAtMost?: number;
  readonly soak?: Duration;
}

export interface VerifyDataOptions {
  readonly soak?: Duration;
}

export interface CutoverOptions {
  /** Changes must be no further behind than this before writers are made to wait for the rest. Default: `1s`. */
  readonly lagBelow?: Duration;
  readonly soak?: Duration;
  readonly gates?: readonly GateDefinition[];
}

export interface ReverseOptions {
  /** So long must changes have flowed back, with both stores equal, before `retire` may end that. */
  readonly soak: Duration;
  readonly gates?: readonly GateDefinition[];
}

export interface RetireOptions {
  /** So long without a request of the group on legacy before its path ends. */
  readonly quietFor: Duration;
  /** What becomes of a request that still comes through the proxy afterwards: the candidate answers it, or it is `gone` (410). Default: `candidate`. */
  readonly stragglers?: 'candidate' | 'gone';
}

export type StepDefinition =
  | (FrontOptions & { readonly kind: 'front' })
  | (ShadowStepOptions & { readonly kind: 'shadow' })
  | (CohortStepOptions & { readonly kind: 'cohort' })
  | (WeightStepOptions & { readonly kind: 'weight' })
  | (SyncOptions & { readonly kind: 'sync' })
  | (BackfillOptions & { readonly kind: 'backfill' })
  | (VerifyDataOptions & { readonly kind: 'verify-data' })
  | (CutoverOptions & { readonly kind: 'cutover' })
  | (ReverseOptions & { readonly kind: 'reverse' })
  | (RetireOptions & { readonly kind: 'retire' });

export interface SurenessOptions {
  /** Chance at the most of 1 − confidence that the gate opens though it should not, however often it is asked. Default: 0.95. */
  readonly confidence?: number;
  /** The gate opens no sooner than so long after the stop was reached. Default: `0s`. */
  readonly atLeast?: Duration;
}

export type GateDefinition =
  | ({ readonly kind: 'parity'; readonly mismatchBelow: number } & SurenessOptions)
  | ({ readonly kind: 'error-rate'; readonly margin: number } & SurenessOptions)
  | ({ readonly kind: 'latency'; readonly margin: number } & SurenessOptions)
  | ({ readonly kind: 'sample-ratio'; readonly within?: number } & SurenessOptions)
  | { readonly kind: 'approval' }
  | { readonly kind: 'check'; readonly name: string; readonly ask: Check; readonly timeout?: Duration }
  | { readonly kind: 'target-health'; readonly atLeast: number };
