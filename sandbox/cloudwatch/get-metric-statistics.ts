import type { Datapoint, GetMetricStatisticsInput, GetMetricStatisticsOutput } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../wire/service.ts';
import { readDimensions, readPeriod, readStatistic, readTimes } from './inputs.ts';
import type { MetricStore } from './metric-store.ts';

const MAX_DATAPOINTS = 1_440;

export function getMetricStatistics(store: MetricStore, input: GetMetricStatisticsInput): GetMetricStatisticsOutput {
  const { Namespace = '', MetricName = '', Dimensions, StartTime, EndTime, Period, Statistics = [], ExtendedStatistics = [] } = input;
  const { from, to } = readTimes(StartTime, EndTime);
  const periodMs = readPeriod(Period);
  if (Statistics.length + ExtendedStatistics.length === 0) throw new AwsError('InvalidParameterCombination', 'At least one of the parameters Statistics and ExtendedStatistics must be specified.');
  if ((to - from) / periodMs > MAX_DATAPOINTS) throw new AwsError('InvalidParameterCombination', `You have requested more than ${MAX_DATAPOINTS} data points. Lengthen the period or shorten the time range.`);
  const basic = Statistics.map((name) => ({ name, statistic: readStatistic(name) }));
  const extended = ExtendedStatistics.map((name) => ({ name, statistic: readStatistic(name) }));
  const metric = { namespace: Namespace, metric: MetricName, dimensions: readDimensions(Dimensions) };
  const unit = input.Unit ?? store.unitOf(metric);
  const periods = store.read(metric, periodMs, from, to, input.Unit);
  const datapoints = periods.map(({ at, aggregate }): Datapoint => ({
    Timestamp: new Date(at),
    Unit: (unit ?? 'None') as Datapoint['Unit'],
    ...Object.fromEntries(basic.map(({ name, statistic }) => [name, statistic(aggregate)])),
    ...(extended.length > 0 ? { ExtendedStatistics: present(extended.map(({ name, statistic }) => [name, statistic(aggregate)])) } : {}),
  }));
  return { Label: MetricName, Datapoints: datapoints };
}

function present(entries: readonly (readonly [string, number | undefined])[]): Record<string, number> {
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, number] => entry[1] !== undefined));
}
