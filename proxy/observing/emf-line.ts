import { combineCounters, type GroupCounters, type Served } from '../../domain/counters.ts';
import { quantile } from '../../domain/latency-histogram.ts';

/** What one line of metrics is made of. */
export interface EmfPeriod {
  readonly namespace: string;
  readonly group: string;
  /** When the period ended, epoch milliseconds. */
  readonly at: number;
  /** The group's counters at its beginning and at its end. */
  readonly before: GroupCounters;
  readonly after: GroupCounters;
}

type Metric = readonly [name: string, unit: 'Count' | 'Milliseconds', value: number | null];

const PERCENTILES = [50, 90, 99] as const;

/**
 * What one group did in one period, as a line of CloudWatch's Embedded Metric Format: CloudWatch Logs makes metrics of it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * The one dimension is the group, for each combination of dimensions is a metric to be paid for. A percentile of nothing is left out.
 */
export function emfLine({ namespace, group, at, before, after }: EmfPeriod): string {
  const compared = combineCounters(after.comparisons, before.comparisons, -1);
  const metrics = ([
    ...sideMetrics('Legacy', combineCounters(after.legacy, before.legacy, -1)),
    ...sideMetrics('Candidate', combineCounters(after.candidate, before.candidate, -1)),
    ['Fallbacks', 'Count', after.fallbacks - before.fallbacks],
    ['ShadowsCompared', 'Count', compared.compared],
    ['ShadowsDiffering', 'Count', compared.differing],
    ['ShadowsDropped', 'Count', Object.values(compared.dropped).reduce((sum, n) => sum + n, 0)],
  ] satisfies Metric[]).filter((metric): metric is readonly [string, Metric[1], number] => metric[2] !== null);
  const directive = { Namespace: namespace, Dimensions: [['Group']], Metrics: metrics.map(([Name, Unit]) => ({ Name, Unit })) };
  return `${JSON.stringify({ _aws: { Timestamp: at, CloudWatchMetrics: [directive] }, Group: group, ...Object.fromEntries(metrics.map(([name, , value]) => [name, value])) })}\n`;
}

function sideMetrics(side: 'Legacy' | 'Candidate', { requests, errors, latency }: Served): Metric[] {
  return [
    [`${side}Requests`, 'Count', requests],
    [`${side}Errors`, 'Count', errors],
    ...PERCENTILES.map((p): Metric => [`${side}LatencyP${p}`, 'Milliseconds', rounded(quantile(latency, p / 100))]),
  ];
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 100) / 100;
}
