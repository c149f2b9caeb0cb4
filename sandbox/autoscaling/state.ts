import type { Tags } from '../json-api/tags.ts';
import type { PolicyConfiguration } from './policies.ts';

/** Everything that Application Auto Scaling knows: scalable targets by resource id. */
export interface AutoscalingState {
  readonly targets: Map<string, ScalableTarget>;
  readonly now: () => number;
  /** ARN of a service of this account: `autoscaling`, `scalingPolicy:…`. */
  arn(service: string, resource: string): string;
}

export interface ScalableTarget {
  readonly resourceId: string;
  readonly arn: string;
  readonly createdAt: Date;
  minimum: number;
  maximum: number;
  suspended: SuspendedState;
  tags: Tags;
  readonly policies: Map<string, ScalingPolicy>;
}

export interface SuspendedState {
  readonly DynamicScalingInSuspended: boolean;
  readonly DynamicScalingOutSuspended: boolean;
  readonly ScheduledScalingSuspended: boolean;
}

export interface ScalingPolicy {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly configuration: PolicyConfiguration;
  readonly alarms: readonly { readonly AlarmName: string; readonly AlarmARN: string }[];
}
