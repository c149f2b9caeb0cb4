import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import { validationError } from '../inputs.ts';
import { readQueries } from '../metric-queries.ts';
import type { AlarmSettings, Watched } from './alarm.ts';

const actions = z.array(z.string().regex(/^arn:[\w:/.\-+=,@ ]+$/, 'must be an ARN')).max(5).default([]);

const settings = z.looseObject({
  AlarmName: z.string().min(1).max(255),
  AlarmDescription: z.string().max(1024).optional(),
  ActionsEnabled: z.boolean().default(true),
  OKActions: actions,
  AlarmActions: actions,
  InsufficientDataActions: actions,
  EvaluationPeriods: z.number().int().min(1),
  DatapointsToAlarm: z.number().int().min(1).optional(),
  Threshold: z.number(),
  ComparisonOperator: z.enum(['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'], { error: 'is none of the comparisons with a threshold; anomaly detection is not there' }),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).default('missing'),
  EvaluateLowSampleCountPercentile: z.enum(['evaluate', 'ignore']).optional(),
  Statistic: z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']).optional(),
});

const DAY_SECONDS = 86_400;

/** The settings of an alarm and what they watch. Refuses what CloudWatch refuses. */
export function readAlarm(input: PutMetricAlarmInput): { readonly settings: AlarmSettings; readonly watched: Watched } {
  const parsed = settings.safeParse(input);
  if (!parsed.success) throw validationError(parsed.error.issues.map(({ path, message }) => `Value at '${path.join('.')}' failed to satisfy constraint: ${message}`).join('; '));
  const read = { ...parsed.data, DatapointsToAlarm: parsed.data.DatapointsToAlarm ?? parsed.data.EvaluationPeriods } as AlarmSettings;
  if (read.DatapointsToAlarm > read.EvaluationPeriods) throw validationError('DatapointsToAlarm must not be greater than EvaluationPeriods.');
  const watched = input.Metrics === undefined ? watchedMetric(input) : watchedExpression(input);
  const seconds = (watched.periodMs / 1_000) * read.EvaluationPeriods;
  if (seconds > (watched.periodMs >= 3_600_000 ? 7 * DAY_SECONDS : DAY_SECONDS)) throw validationError('Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400), or a week where the period is an hour or more.');
  return { settings: read, watched };
}

function watchedMetric({ Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic, Period, Unit }: PutMetricAlarmInput): Watched {
  if (Namespace === undefined || MetricName === undefined) throw validationError('An alarm needs either MetricName, Namespace and Period, or Metrics.');
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) throw validationError('Exactly one of Statistic and ExtendedStatistic must be specified.');
  const queries = readQueries([{ Id: 'm', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: Statistic ?? ExtendedStatistic, Unit } }]);
  return { queries, periodMs: longestPeriod(queries) };
}

function watchedExpression({ Metrics, ...input }: PutMetricAlarmInput): Watched {
  for (const member of ['MetricName', 'Namespace', 'Dimensions', 'Period', 'Statistic', 'ExtendedStatistic', 'Unit'] as const) {
    if (input[member] !== undefined) throw validationError(`${member} must not be specified where Metrics is.`);
  }
  if (input.ThresholdMetricId !== undefined) throw validationError('ThresholdMetricId is for anomaly detection, which the sandbox does not have.');
  const queries = readQueries(Metrics ?? []);
  if (queries.filter(({ returned }) => returned).length !== 1) throw validationError('Exactly one element of the metrics list should return data.');
  return { queries, periodMs: longestPeriod(queries) };
}

function longestPeriod(queries: Watched['queries']): number {
  return queries.reduce((most, { periodMs = 0 }) => Math.max(most, periodMs), 0) || 60_000;
}
