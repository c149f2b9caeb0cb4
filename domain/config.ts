import type { Window } from './window.ts';

/** Where Banyan works. Read from `banyan.config.json`, validated whole and frozen; secrets are never in it, they come from the environment. What each member is stands beside its form, in cli/config. */
export interface Config {
  readonly aws: {
    readonly region: string;
    readonly endpoint?: string;
    readonly listener: string;
    readonly cluster: string;
    readonly network: { readonly subnets: readonly string[]; readonly securityGroups: readonly string[]; readonly publicIp: boolean };
    readonly executionRole?: string;
    readonly taskRole?: string;
  };
  readonly legacy?: { readonly service: string };
  /** Both inclusive. */
  readonly priorities: { readonly from: number; readonly to: number };
  readonly proxy: { readonly service: string; readonly targetGroup: string; readonly discovery: string; readonly reportPort: number };
  readonly namespace: string;
  readonly unleash: { readonly url: string; readonly project: string; readonly environment: string };
  readonly metricPeriodSeconds: number;
  /** An absolute path, or `s3://bucket/prefix`. */
  readonly journal: string;
  /** An absolute path. */
  readonly migrations: string;
  readonly drift: 'correct' | 'hold';
  readonly stats: Stats;
  readonly mover?: { readonly url: string };
  /** None: always. */
  readonly windows: readonly Window[];
  readonly notifications: readonly Webhook[];
}

/** Where evidence comes from. */
export interface Stats {
  readonly from: 'proxies' | { readonly prometheus: string; readonly job: string };
  readonly balancerErrors: 'suspect' | 'ignore';
  readonly accessLog?: string;
}

/** Somebody who is told of what is written into the journal. */
export interface Webhook {
  readonly url: string;
  readonly format: 'banyan' | 'slack';
  readonly of: readonly Occasion[];
}

/** What is worth telling: `moved` forward, `rolled-back`, `held` by a gate, and what people say (`said`: approved, held, resumed). */
export type Occasion = (typeof OCCASIONS)[number];
export const OCCASIONS = ['moved', 'rolled-back', 'held', 'said'] as const;
