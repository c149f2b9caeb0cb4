/** What the control plane knows. A change replaces the whole value, so that no reader ever sees half of one. */
export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly scheme: 'internet-facing' | 'internal';
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly createdAt: Date;
}

export interface Listener {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly port: number;
}

/** A rule of a listener. The default rule has no conditions. */
export interface Rule {
  readonly arn: string;
  readonly listenerArn: string;
  readonly priority: number | 'default';
  readonly conditions: readonly Condition[];
  readonly action: Action;
}

/** Where a request goes. */
export type Action = Forward | Redirect | FixedResponse;

export interface Forward {
  readonly kind: 'forward';
  readonly targetGroups: readonly WeightedTargetGroup[];
  /** How long a client stays with the target group chosen for it; 0 is not at all. */
  readonly stickySeconds: number;
}

export interface WeightedTargetGroup {
  readonly arn: string;
  /** 0–999; the share is weight / sum. */
  readonly weight: number;
}

/** Parts may hold `#{protocol}`, `#{host}`, `#{port}`, `#{path}`, `#{query}`. */
export interface Redirect {
  readonly kind: 'redirect';
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
  readonly status: 301 | 302;
}

export interface FixedResponse {
  readonly kind: 'fixed-response';
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** What a request must be like. All conditions of a rule hold at once; within one, any value does. */
export type Condition =
  | { readonly field: 'host-header' | 'path-pattern' | 'http-request-method' | 'source-ip'; readonly values: readonly string[] }
  | { readonly field: 'http-header'; readonly name: string; readonly values: readonly string[] }
  | { readonly field: 'query-string'; readonly values: readonly QueryPair[] };

export interface QueryPair {
  /** Absent: any key. */
  readonly key: string | undefined;
  readonly value: string;
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly port: number;
  readonly vpcId: string;
  readonly healthCheck: HealthCheck;
  /** By AWS's attribute keys; always all of them. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface HealthCheck {
  /** `traffic-port`, or a number. */
  readonly port: string;
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** `200`, `200,302`, `200-299`. */
  readonly matcher: string;
}
