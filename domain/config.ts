import type { Window } from './window.ts';

/** Where Banyan works. Read from `banyan.config.json`, validated whole and frozen; secrets are never in it, they come from the environment. */
export interface Config {
  readonly aws: {
    readonly region: string;
    /** Overrides every service's endpoint: the sandbox's. */
    readonly endpoint?: string;
    /** ARN of the listener in front of the monolith. */
    readonly listener: string;
    /** ECS cluster that candidates run in. */
    readonly cluster: string;
    readonly network: { readonly subnets: readonly string[]; readonly securityGroups: readonly string[]; readonly publicIp: boolean };
    /** Role that ECS pulls images and writes logs with. */
    readonly executionRole?: string;
    readonly taskRole?: string;
  };
  /** The monolith where it is an ECS service in the same cluster: its Auto Scaling is kept from taking tasks away while callers are moved. Absent: it is left alone. */
  readonly legacy?: { readonly service: string };
  /** Rule priorities Banyan may use on the listener, both inclusive. */
  readonly priorities: { readonly from: number; readonly to: number };
  readonly proxy: {
    /** ECS service and target group of the proxy, in the same cluster and on the same load balancer. */
    readonly service: string;
    readonly targetGroup: string;
    /** Its Cloud Map name, and the operators' port its tasks listen on. */
    readonly discovery: string;
    readonly reportPort: number;
  };
  /** Name of the Cloud Map private DNS namespace: `shop.internal`. */
  readonly namespace: string;
  readonly unleash: { readonly url: string; readonly project: string; readonly environment: string };
  /** Period of the load balancer's metrics. ALB publishes every 60 s. */
  readonly metricPeriodSeconds: number;
  /** The journal: a directory, or `s3://bucket/prefix`. Directories are relative to the configuration file. */
  readonly journal: string;
  /** Directory of the migration files. */
  readonly migrations: string;
  /** What to do where the world changed though nobody moved: put it right, or hold and say so. */
  readonly drift: 'correct' | 'hold';
  /** Where evidence comes from. */
  readonly stats: Stats;
  /** The mover's admin port, where data moves with the routes. Absent: there is no mover. */
  readonly mover?: { readonly url: string };
  /** Hours in which migrations may move forward, unless a migration says its own; none: always. */
  readonly windows: readonly Window[];
  /** Who is told of what is written into the journal. */
  readonly notifications: readonly Webhook[];
}

export interface Stats {
  /** The proxies' counters: asked of the proxies themselves, or of the Prometheus that scrapes them. */
  readonly from: 'proxies' | { readonly prometheus: string; readonly job: string };
  /** Whether 5xx that the load balancer makes itself, which name no target group, keep gates from opening that would not open if all of them were the candidate's. */
  readonly balancerErrors: 'suspect' | 'ignore';
  /** Where the load balancer delivers its access log, `s3://bucket/prefix`: before retiring it is asked who was still sent to legacy. Absent: the proxies alone are asked. */
  readonly accessLog?: string;
}

export interface Webhook {
  /** Where to, or `env:NAME` where the address is itself a secret: the environment variable that has it. */
  readonly url: string;
  /** `banyan` is JSON of its own, signed; `slack` what Slack's incoming webhooks take. */
  readonly format: 'banyan' | 'slack';
  /** Of what. */
  readonly of: readonly Occasion[];
}

/** What is worth telling: `moved` forward, `rolled-back`, `held` by a gate, and what people say (`said`: approved, held, resumed). */
export type Occasion = (typeof OCCASIONS)[number];
export const OCCASIONS = ['moved', 'rolled-back', 'held', 'said'] as const;
