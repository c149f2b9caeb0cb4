import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { CustomizedMetric, TrackingConfiguration } from './policy-input.ts';

/** An alarm as it is put, but for its name and what it does. */
export type TrackingAlarm = Omit<PutMetricAlarmInput, 'AlarmName' | 'AlarmActions'>;

/** How many periods in a row must breach, and of which share of the target: quick to scale out, slow to scale in. */
export const HIGH_PERIODS = 3;
export const LOW_PERIODS = 15;
const LOW_SHARE = 0.9;

const MINUTE_SECONDS = 60;
/** ECS measures its tasks every five seconds at the most. */
const ECS_SECONDS = 5;

/**
 * The two alarms of a target-tracking policy. AWS's are on periods of a minute; here those on metrics of AWS's services are on the sandbox's own period, `metricSeconds`,
 * and the threshold of requests per target, which is per minute, takes that share of it.
 */
export function trackingAlarms(configuration: TrackingConfiguration, resourceId: string, metricSeconds: number): { readonly high: TrackingAlarm; readonly low: TrackingAlarm | undefined } {
  const { metric, perMinute } = watchedMetric(configuration, resourceId, metricSeconds);
  const target = configuration.TargetValue * (perMinute ? metricSeconds / MINUTE_SECONDS : 1);
  const description = 'DO NOT EDIT OR DELETE. For TargetTrackingScaling policy.';
  const alarm = (Threshold: number, ComparisonOperator: 'GreaterThanThreshold' | 'LessThanThreshold', EvaluationPeriods: number): TrackingAlarm => ({ ...metric, AlarmDescription: description, Threshold, ComparisonOperator, EvaluationPeriods });
  return { high: alarm(target, 'GreaterThanThreshold', HIGH_PERIODS), low: configuration.DisableScaleIn ? undefined : alarm(target * LOW_SHARE, 'LessThanThreshold', LOW_PERIODS) };
}

/** The target in the unit of the alarms' datapoints. */
export function targetOf(high: Pick<TrackingAlarm, 'Threshold'>): number {
  return high.Threshold ?? Number.NaN;
}

interface Watched {
  readonly metric: Partial<PutMetricAlarmInput>;
  /** Whether the target is meant per minute, and so depends on the period. */
  readonly perMinute: boolean;
}

function watchedMetric({ PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: custom = {} }: TrackingConfiguration, resourceId: string, metricSeconds: number): Watched {
  if (predefined === undefined) return { metric: customizedMetric(custom, metricSeconds), perMinute: false };
  if (predefined.PredefinedMetricType === 'ALBRequestCountPerTarget') {
    const [LoadBalancer = '', group = ''] = (predefined.ResourceLabel ?? '').split('/targetgroup/');
    const Dimensions = [{ Name: 'LoadBalancer', Value: LoadBalancer }, { Name: 'TargetGroup', Value: `targetgroup/${group}` }];
    return { metric: { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCountPerTarget', Dimensions, Statistic: 'Sum', Period: metricSeconds }, perMinute: true };
  }
  const [, cluster = '', service = ''] = resourceId.split('/');
  const MetricName = predefined.PredefinedMetricType === 'ECSServiceAverageCPUUtilization' ? 'CPUUtilization' : 'MemoryUtilization';
  const Dimensions = [{ Name: 'ClusterName', Value: cluster }, { Name: 'ServiceName', Value: service }];
  return { metric: { Namespace: 'AWS/ECS', MetricName, Dimensions, Statistic: 'Average', Unit: 'Percent', Period: Math.max(metricSeconds, ECS_SECONDS) }, perMinute: false };
}

function customizedMetric({ Metrics, ...single }: CustomizedMetric, metricSeconds: number): Partial<PutMetricAlarmInput> {
  const periodOf = (namespace = '') => (namespace.startsWith('AWS/') ? metricSeconds : MINUTE_SECONDS);
  if (Metrics === undefined) return { ...single, Period: periodOf(single.Namespace) } as Partial<PutMetricAlarmInput>;
  return { Metrics: Metrics.map(({ MetricStat, ...query }) => ({ ...query, ...(MetricStat ? { MetricStat: { ...MetricStat, Period: periodOf(MetricStat.Metric.Namespace) } } : {}) })) as PutMetricAlarmInput['Metrics'] };
}
