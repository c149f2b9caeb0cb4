import type { GetMetricDataInput, GetMetricStatisticsInput, ListMetricsInput, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import type { Snapshot } from '../state/snapshot.ts';
import type { Service } from '../wire/service.ts';
import { createAlarms, type Alarms } from './alarms/create-alarms.ts';
import { alarmOperations } from './alarms/operations.ts';
import { getMetricData } from './get-metric-data.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';
import { readPeriod } from './inputs.ts';
import { listMetrics } from './list-metrics.ts';
import type { MetricSink } from './metric-sink.ts';
import { createMetricStore } from './metric-store.ts';
import { putMetricData } from './put-metric-data.ts';
import type { Series } from './series.ts';
import { taggingOperations } from './tagging.ts';
import { unitOf } from './units.ts';

export interface CloudwatchOptions {
  readonly region?: string;
  readonly account?: string;
  /** How often services publish their metrics, in seconds: one point per period, visible when it is over. Must be a period that CloudWatch takes. */
  readonly periodSeconds: number;
  readonly now: () => number;
  readonly restored?: Snapshot | undefined;
}

export interface Cloudwatch {
  readonly service: Service;
  readonly metrics: MetricSink;
  /** For Application Auto Scaling, and for whoever has the clock: alarms change only when `alarms.evaluate()` is called, once a second or so. */
  readonly alarms: Alarms;
  /** Metrics and alarms. The latest values may be missing after a restart: the periods that were not over are continued. */
  snapshot(): Snapshot;
}

/** CloudWatch: metrics that services and callers put, for 15 days at most and in bounded memory, metric math, and alarms on them. */
export function createCloudwatch({ region = 'us-east-1', account = '000000000000', periodSeconds, now, restored }: CloudwatchOptions): Cloudwatch {
  const saved = (restored ?? {}) as { readonly metrics?: Snapshot; readonly alarms?: Snapshot };
  const store = createMetricStore(now, { restored: saved.metrics });
  const alarms = createAlarms({ store, now, arn: (name) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`, restored: saved.alarms });
  const resolutionMs = readPeriod(periodSeconds);
  /** Services put under the same frozen dimensions again and again: their series are found without building a key. */
  const known = new WeakMap<object, Map<string, Series>>();

  const seriesOf = (namespace: string, metric: string, dimensions: Readonly<Record<string, string>>): Series => {
    const reusable = Object.isFrozen(dimensions);
    const found = reusable ? known.get(dimensions)?.get(metric) : undefined;
    if (found?.name.namespace === namespace) return found;
    const series = store.series({ name: { namespace, metric, dimensions: { ...dimensions } }, unit: unitOf(metric), resolutionMs, publishedAtEnd: true });
    if (reusable) known.set(dimensions, (known.get(dimensions) ?? new Map<string, Series>()).set(metric, series));
    return series;
  };

  return {
    service: {
      operations: {
        GetMetricData: (input: GetMetricDataInput) => getMetricData(store, now, input),
        GetMetricStatistics: (input: GetMetricStatisticsInput) => getMetricStatistics(store, input),
        ListMetrics: (input: ListMetricsInput) => listMetrics(store, now, input),
        PutMetricData: (input: PutMetricDataInput) => putMetricData(store, now, input),
        ...alarmOperations(alarms),
        ...taggingOperations(alarms),
      },
    },
    metrics: { put: (namespace, metric, dimensions, value) => store.add(seriesOf(namespace, metric, dimensions), now(), value, 1) },
    alarms,
    snapshot: () => ({ metrics: store.snapshot(), alarms: alarms.snapshot() }),
  };
}
