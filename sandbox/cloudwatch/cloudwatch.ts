import type { GetMetricDataInput, GetMetricStatisticsInput, ListMetricsInput, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import type { Service } from '../wire/service.ts';
import { addToAggregate } from './aggregate.ts';
import { getMetricData } from './get-metric-data.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';
import { readPeriod } from './inputs.ts';
import { listMetrics } from './list-metrics.ts';
import type { MetricSink } from './metric-sink.ts';
import { createMetricStore, type Series } from './metric-store.ts';
import { putMetricData } from './put-metric-data.ts';

export interface CloudwatchOptions {
  /** How often services publish their metrics, in seconds: one point per period, visible when it is over. Must be a period that CloudWatch takes. */
  readonly periodSeconds: number;
  readonly now: () => number;
}

export interface Cloudwatch {
  readonly service: Service;
  readonly metrics: MetricSink;
}

/** CloudWatch metrics: what services and callers put, aggregated per period, for three hours at most. */
export function createCloudwatch({ periodSeconds, now }: CloudwatchOptions): Cloudwatch {
  const store = createMetricStore(now);
  const resolutionMs = readPeriod(periodSeconds);
  /** Services put under the same frozen dimensions again and again: their series are found without building a key. */
  const known = new WeakMap<object, Map<string, Series>>();

  const seriesOf = (namespace: string, metric: string, dimensions: Readonly<Record<string, string>>): Series => {
    const reusable = Object.isFrozen(dimensions);
    const found = reusable ? known.get(dimensions)?.get(`${namespace} ${metric}`) : undefined;
    if (found) return found;
    const series = store.series({ namespace, metric, dimensions: { ...dimensions } }, resolutionMs, true);
    series.unit = unitOf(metric);
    if (reusable) known.set(dimensions, (known.get(dimensions) ?? new Map<string, Series>()).set(`${namespace} ${metric}`, series));
    return series;
  };

  return {
    service: {
      operations: {
        GetMetricData: (input: GetMetricDataInput) => getMetricData(store, input),
        GetMetricStatistics: (input: GetMetricStatisticsInput) => getMetricStatistics(store, input),
        ListMetrics: (input: ListMetricsInput) => listMetrics(store, input),
        PutMetricData: (input: PutMetricDataInput) => putMetricData(store, now, input),
      },
    },
    metrics: {
      put(namespace, metric, dimensions, value) {
        addToAggregate(store.span(seriesOf(namespace, metric, dimensions), now()), value, 1);
      },
    },
  };
}

function unitOf(metric: string): string {
  if (metric.endsWith('Utilization')) return 'Percent';
  return metric.endsWith('ResponseTime') ? 'Seconds' : 'Count';
}
