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
  /** Directory of the journal, and of the migration files; relative to the configuration file. */
  readonly journal: string;
  readonly migrations: string;
  /** What to do where the world changed though nobody moved: put it right, or hold and say so. */
  readonly drift: 'correct' | 'hold';
}
