import type { Tags } from '../json-api/tags.ts';
import type { Activity } from './activity.ts';
import type { PolicyConfiguration } from './policy-input.ts';
import type { LastScaling } from './decide.ts';

/** Everything that Application Auto Scaling knows. */
export interface AutoscalingState {
  /** By resource id, `service/<cluster>/<service>`. */
  readonly targets: Map<string, ScalableTarget>;
  /** Newest last, of targets that are gone too; bounded. */
  activities: readonly Activity[];
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
  readonly scheduled: Map<string, ScheduledAction>;
  /** What the cooldowns are counted from. */
  lastOut: LastScaling | undefined;
  lastIn: LastScaling | undefined;
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
  /** Those that were made for it; a step policy has none of its own. */
  readonly alarms: readonly { readonly AlarmName: string; readonly AlarmARN: string }[];
}

export interface ScheduledAction {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly schedule: string;
  readonly timezone: string | undefined;
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
}
