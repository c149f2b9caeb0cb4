import type { Alarms } from '../cloudwatch/alarms/create-alarms.ts';
import type { ScalableServices } from '../ecs/scalable-services.ts';
import type { TargetRegistry } from '../elbv2/target-registry.ts';
import type { Snapshot } from '../state/snapshot.ts';
import type { Service } from '../wire/service.ts';
import { activityOperations } from './activities.ts';
import { policyOperations } from './policies.ts';
import { createScheduler } from './run-schedule.ts';
import { scalableTargetOperations } from './scalable-targets.ts';
import { createScaling } from './scaling.ts';
import { scheduledActionOperations } from './scheduled-actions.ts';
import { restoreState, saveState } from './snapshot.ts';
import type { AutoscalingState } from './state.ts';
import { taggingOperations } from './tagging.ts';

export interface AutoscalingOptions {
  readonly region: string;
  readonly account: string;
  readonly now: () => number;
  /** What is scaled. */
  readonly services: ScalableServices;
  /** CloudWatch's: policies put theirs there and act when they are on. */
  readonly alarms: Alarms;
  /** The load balancer's target groups, to look resource labels up. */
  readonly targetGroups: Pick<TargetRegistry, 'targetGroup'>;
  /** The period of the metrics of AWS's services, in seconds: on AWS 60. */
  readonly metricPeriodSeconds: number;
  /** The share that cooldowns take of the seconds they are set to. */
  readonly timeScale: number;
  readonly restored?: Snapshot | undefined;
}

export interface Autoscaling {
  readonly service: Service;
  /** Acts on alarms and schedules. To be called once a second or so, after the alarms were evaluated. */
  tick(): void;
  snapshot(): Snapshot;
}

/** Application Auto Scaling for ECS services: target tracking, step scaling and scheduled scaling that move the desired count. Predictive scaling is not there. */
export function createAutoscaling({ region, account, now, services, alarms, targetGroups, metricPeriodSeconds, timeScale, restored }: AutoscalingOptions): Autoscaling {
  const arn = (service: string, resource: string) => `arn:aws:${service}:${service === 'iam' ? '' : region}:${account}:${resource}`;
  const state: AutoscalingState = { ...restoreState(restored), now, arn };
  const scale = createScaling({ state, alarms, services, metricSeconds: metricPeriodSeconds, timeScale });
  const runSchedule = createScheduler(state, services);
  const operations = {
    ...scalableTargetOperations(state, services, alarms),
    ...policyOperations({ state, alarms, targetGroups, metricSeconds: metricPeriodSeconds }),
    ...scheduledActionOperations(state),
    ...activityOperations(state),
    ...taggingOperations(state),
  };
  return {
    service: { operations },
    tick: () => {
      runSchedule();
      scale();
    },
    snapshot: () => saveState(state),
  };
}
