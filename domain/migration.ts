import type { Candidate } from './candidate.ts';
import type { Copying } from './copying.ts';
import type { MovedData } from './data-mapping.ts';
import type { Gate } from './gate.ts';
import type { Rewrite } from './rewrite.ts';
import type { RouteGroup } from './route-group.ts';
import type { Mask } from './mask.ts';
import type { RedactionRules } from './redaction.ts';
import type { Window } from './window.ts';

/** How one route group moves. Made by reading a migration file; frozen. */
export interface Migration {
  /** The file's name without `.migration.ts`, `0001-catalog`: the key of its journal. */
  readonly id: string;
  readonly group: RouteGroup;
  readonly candidate: Candidate;
  readonly shadow: ShadowOptions;
  readonly cohort: CohortOptions;
  /** How the proxy puts requests into the candidate's words; absent: they stay as they are. */
  readonly rewrite?: Rewrite;
  /** Whether learned masks count before somebody has reviewed them. */
  readonly learnedMasks: 'propose' | 'apply';
  /** Whether the proxy tells the candidate who calls. */
  readonly identity: boolean;
  /** Group stickiness asked for on the group's rule, in seconds; 0 where it is needed only if legacy's target group is sticky. */
  readonly stickySeconds: number;
  /** What moves between the stores; absent: the group has no data, or it is none of Banyan's. */
  readonly data?: MovedData;
  readonly steps: readonly Step[];
  /** Hours in which it may move forward; absent: those of the configuration. */
  readonly windows?: readonly Window[];
  /** Migrations that must have come so far before this one moves forward. */
  readonly after?: readonly Prerequisite[];
}

/** How far another migration must have come. */
export interface Prerequisite {
  /** As it was written: `catalog` (its last stop) or `catalog@weight:50`. */
  readonly text: string;
  readonly migration: string;
  /** Names of the stops at which it has come far enough. */
  readonly reached: readonly string[];
}

/** One builder in a migration file. Each expands to one or more stops. */
export type Step =
  /** The proxy takes so many percent of the group's traffic, still answered by legacy. */
  | { readonly kind: 'front'; readonly percents: readonly number[]; readonly soakMs: number }
  /** So many percent of the requests are copied to the candidate and compared. */
  | { readonly kind: 'shadow'; readonly percent: number; readonly soakMs: number; readonly gates: readonly Gate[] }
  /** So many percent of the callers are answered by the candidate, through the proxy. */
  | { readonly kind: 'cohort'; readonly percents: readonly number[]; readonly soakMs: number; readonly gates: readonly Gate[] }
  /** So many percent of the requests go from the load balancer straight to the candidate. */
  | { readonly kind: 'weight'; readonly percents: readonly number[]; readonly soakMs: number; readonly gates: readonly Gate[] }
  /** Changes of legacy's store are captured, and flow to the candidate's. */
  | { readonly kind: 'sync'; readonly lagBelowMs: number; readonly soakMs: number }
  /** What was there before is copied; so many rows at the most may be in quarantine. */
  | { readonly kind: 'backfill'; readonly quarantineAtMost: number; readonly soakMs: number }
  /** Both stores are compared, from here on. */
  | { readonly kind: 'verify-data'; readonly soakMs: number }
  /** The candidate owns the writes; its changes flow back from that moment. */
  | { readonly kind: 'cutover'; readonly lagBelowMs: number; readonly soakMs: number; readonly gates: readonly Gate[] }
  /** So long have changes flowed back, with both stores equal, before the way back may be given up. */
  | { readonly kind: 'reverse'; readonly soakMs: number; readonly gates: readonly Gate[] }
  /** The legacy path for the group ends, after so long without a request on it. */
  | { readonly kind: 'retire'; readonly quietMs: number; readonly stragglers: Stragglers };

/** Who answers a request of a retired group that still reaches the proxy: the candidate, or nobody (410). */
export type Stragglers = 'candidate' | 'gone';

/** How the proxy shadows the group. */
export interface ShadowOptions {
  /** After so many milliseconds the candidate's answer is counted as a failed one. */
  readonly timeoutMs: number;
  /** Fields that may differ, with the class both values must have: path template → class. */
  readonly masks: Readonly<Record<string, Mask>>;
  /** Arrays whose order means nothing, as path templates. */
  readonly unordered: readonly string[];
  /** So many percent of the copied requests at the most are asked of legacy a second time, to learn how it differs from itself. 0: none. */
  readonly repeatPercent: number;
  /** What nobody may see of the answers, beside what nobody may ever; absent: nothing. */
  readonly redact?: RedactionRules;
  /** What of the group's requests is copied, beside reads; absent: nothing. */
  readonly copying?: Copying;
}

/** How the proxy serves the group's cohort. */
export interface CohortOptions {
  /** After so many milliseconds without response headers the candidate is given up and legacy answers. */
  readonly timeoutMs: number;
  /** Who answers the callers whom the last flags let in while the flags are too old to be believed. */
  readonly whenFlagsAreStale: 'legacy' | 'stay';
}
