/** How one target stands. AWS's own words for states and reasons. */
export type TargetHealth =
  /** The target group is on no rule, so nobody checks. */
  | { readonly state: 'unused' }
  /** Not yet checked often enough to say; `streak` is the number of failures in a row. */
  | { readonly state: 'initial'; readonly streak: number }
  | { readonly state: 'healthy'; readonly streak: number }
  /** `streak` is the number of successes in a row. */
  | { readonly state: 'unhealthy'; readonly streak: number; readonly failure: ProbeFailure }
  /** Nobody checks it by its configuration: a Lambda function's group without health checks. */
  | { readonly state: 'unavailable' }
  /** Deregistered: shown for the whole deregistration delay, takes no new requests. */
  | { readonly state: 'draining' };

export interface ProbeFailure {
  readonly reason: 'Target.ResponseCodeMismatch' | 'Target.Timeout' | 'Target.FailedHealthChecks';
  readonly description: string;
}

export interface Thresholds {
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

/** The health after one more probe; `failure` is `undefined` where it succeeded. A new target is healthy after its first success, whatever the threshold. */
export function afterProbe(health: TargetHealth, failure: ProbeFailure | undefined, { healthyThreshold, unhealthyThreshold }: Thresholds): TargetHealth {
  switch (health.state) {
    case 'initial':
    case 'healthy': {
      if (!failure) return { state: 'healthy', streak: 0 };
      const streak = health.streak + 1;
      return streak >= unhealthyThreshold ? { state: 'unhealthy', streak: 0, failure } : { state: health.state, streak };
    }
    case 'unhealthy': {
      if (failure) return { state: 'unhealthy', streak: 0, failure };
      const streak = health.streak + 1;
      return streak >= healthyThreshold ? { state: 'healthy', streak: 0 } : { ...health, streak };
    }
    case 'unused':
    case 'unavailable':
    case 'draining':
      return health;
  }
}
