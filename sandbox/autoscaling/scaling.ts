import type { Alarm } from '../cloudwatch/alarms/alarm.ts';
import type { Alarms } from '../cloudwatch/alarms/create-alarms.ts';
import type { Finding } from '../cloudwatch/alarms/evaluate-alarm.ts';
import type { ScalableServices } from '../ecs/scalable-services.ts';
import { enterActivity, settleActivities } from './activities.ts';
import { serviceNamed, setCapacity } from './bounds.ts';
import { decide, type Decision, type PolicySignal } from './decide.ts';
import type { TrackingConfiguration } from './policy-input.ts';
import type { AutoscalingState, ScalableTarget, ScalingPolicy } from './state.ts';
import { adjusted, type StepConfiguration } from './step-adjustment.ts';
import { targetOf, trackingAlarms } from './tracking-alarms.ts';

export interface ScalingOptions {
  readonly state: AutoscalingState;
  readonly alarms: Alarms;
  readonly services: ScalableServices;
  readonly metricSeconds: number;
  /** The share that cooldowns take of the seconds they are set to. */
  readonly timeScale: number;
}

/** An alarm's last word on a policy. */
interface Heard {
  readonly alarm: Alarm;
  readonly finding: Finding;
  /** Said since the last look, and not acted on yet. */
  isNew: boolean;
}

/** As on AWS for ECS. */
const DEFAULT_COOLDOWN_SECONDS = 300;

/** Hears what alarms say of policies. The function that it gives acts on it; called once a second or so, after the alarms were evaluated. */
export function createScaling(options: ScalingOptions): () => void {
  const { state, alarms, services } = options;
  const heard = new Map<string, Map<string, Heard>>();
  alarms.onScaling((policyArn, alarm, finding) => heard.set(policyArn, (heard.get(policyArn) ?? new Map<string, Heard>()).set(alarm.name, { alarm, finding, isNew: true })));

  return () => {
    for (const target of state.targets.values()) {
      const service = services.scalable(...serviceNamed(target.resourceId));
      if (service === undefined) continue;
      settleActivities(state, target.resourceId, service.desired, service.running);
      const policies = [...target.policies.values()];
      const wordsOn = ({ arn }: ScalingPolicy) => [...(heard.get(arn)?.values() ?? [])].filter(({ alarm }) => alarm.state === 'ALARM' && alarms.all.get(alarm.name) === alarm);
      if (!policies.some((policy) => wordsOn(policy).some(({ isNew }) => isNew))) continue;
      const decision = decide({
        now: state.now(),
        capacity: service.desired,
        minimum: target.minimum,
        maximum: target.maximum,
        isDeploying: service.isDeploying,
        inSuspended: target.suspended.DynamicScalingInSuspended,
        outSuspended: target.suspended.DynamicScalingOutSuspended,
        lastOut: target.lastOut,
        lastIn: target.lastIn,
        policies: policies.flatMap((policy) => signalsOf(options, target, policy, wordsOn(policy))),
      });
      act(options, target, service.desired, decision);
      for (const policy of policies) for (const each of wordsOn(policy)) each.isNew = false;
    }
    const known = new Set([...state.targets.values()].flatMap(({ policies }) => [...policies.values()].map(({ arn }) => arn)));
    for (const arn of heard.keys()) if (!known.has(arn)) heard.delete(arn);
  };
}

function signalsOf(options: ScalingOptions, { resourceId }: ScalableTarget, policy: ScalingPolicy, words: readonly Heard[]): readonly PolicySignal[] {
  const { configuration } = policy;
  if (configuration.kind === 'tracking') return [trackingSignal(options, resourceId, policy, configuration.tracking, words)];
  return words.filter(({ isNew, finding }) => isNew && finding.datapoints.length > 0).map((word) => stepSignal(options, policy.name, configuration.steps, word));
}

/** Evidence for every period, or the policy is steady. The newest value counts for scaling out; for scaling in, which is careful, the highest. */
function trackingSignal({ metricSeconds, timeScale }: ScalingOptions, resourceId: string, { name, alarms }: ScalingPolicy, configuration: TrackingConfiguration, words: readonly Heard[]): PolicySignal {
  const whole = words.filter(({ alarm, finding }) => finding.datapoints.length === alarm.settings.EvaluationPeriods);
  const on = (side: 'High' | 'Low') => whole.find(({ alarm }) => alarm.name.includes(`-Alarm${side}-`));
  const [high, low] = [on('High'), on('Low')];
  const reading = (): Extract<PolicySignal, { kind: 'tracking' }>['reading'] => {
    // What was acted on already is not acted on twice; while it stands it keeps the others from scaling in.
    if (high) return high.isNew ? { kind: 'out', value: high.finding.datapoints[0]?.value ?? 0 } : { kind: 'steady' };
    return low ? { kind: 'in', value: Math.max(...low.finding.datapoints.map(({ value }) => value)) } : { kind: 'steady' };
  };
  return {
    kind: 'tracking',
    policy: name,
    alarm: (high ?? low)?.alarm.name ?? alarms[0]?.AlarmName ?? '',
    reading: reading(),
    target: targetOf(trackingAlarms(configuration, resourceId, metricSeconds).high),
    scalesIn: !configuration.DisableScaleIn,
    outCooldown: cooldown(configuration.ScaleOutCooldown, timeScale),
    inCooldown: cooldown(configuration.ScaleInCooldown, timeScale),
  };
}

function stepSignal({ timeScale }: ScalingOptions, policy: string, steps: StepConfiguration, { alarm, finding }: Heard): PolicySignal {
  const values = finding.datapoints.map(({ value }) => value);
  const value = { Average: values.reduce((sum, each) => sum + each, 0) / values.length, Minimum: Math.min(...values), Maximum: Math.max(...values) }[steps.MetricAggregationType];
  const excess = value - alarm.settings.Threshold;
  return { kind: 'step', policy, alarm: alarm.name, adjust: (capacity) => adjusted(steps, capacity, excess), cooldown: cooldown(steps.Cooldown, timeScale) };
}

function cooldown(seconds: number | undefined, timeScale: number): number {
  return (seconds ?? DEFAULT_COOLDOWN_SECONDS) * 1_000 * timeScale;
}

function act({ state, services }: ScalingOptions, target: ScalableTarget, capacity: number, decision: Decision): void {
  if (decision.kind === 'nothing') return;
  const cause = `monitor alarm ${decision.alarm} in state ALARM triggered policy ${decision.policy}`;
  if (decision.kind === 'scale') {
    setCapacity(state, services, target, decision.to, cause);
    target[decision.to > capacity ? 'lastOut' : 'lastIn'] = { at: state.now(), from: capacity };
    // A scaling out ends the cooldown of a scaling in, whose effect is undone.
    if (decision.to > capacity) target.lastIn = undefined;
    return;
  }
  const limit = { AlreadyAtMaxCapacity: { MaxCapacity: target.maximum }, AlreadyAtMinCapacity: { MinCapacity: target.minimum }, AlreadyAtDesiredCapacity: { CurrentCapacity: capacity } }[decision.reason];
  const last = state.activities.findLast(({ resourceId }) => resourceId === target.resourceId);
  // Said once: an alarm that stays on would otherwise push everything else out of the record.
  if (last?.notScaled?.Code === decision.reason && last.cause === cause) return;
  enterActivity(state, { resourceId: target.resourceId, description: 'Attempting to scale due to alarm triggered', cause, status: 'Unfulfilled', message: '', wanted: undefined, notScaled: { Code: decision.reason, ...limit }, hasEnded: true });
}
