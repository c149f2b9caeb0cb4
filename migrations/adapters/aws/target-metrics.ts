import { paginateGetMetricData, type CloudWatchClient, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Evidence } from '../../../domain/evidence.ts';

/** Which target group's metrics, by the labels of it and of its load balancer, and over which time, in epoch milliseconds. */
export interface MetricsOf {
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly since: number;
  readonly now: number;
  readonly periodSeconds: number;
}

const METRICS = { requests: 'RequestCount', refused: 'HTTPCode_Target_5XX_Count', unreached: 'TargetConnectionErrorCount' } as const;
const DAY_MS = 86_400_000;

/**
 * What the load balancer sent to a target group, and what of it came back as 5xx or could not be delivered. Only whole
 * periods after `since` count: the one it falls into holds requests from before it. A period without data is one without requests.
 */
export async function readDirect(client: CloudWatchClient, of: MetricsOf): Promise<Evidence['direct']> {
  const Period = retainedPeriod(of);
  const start = Math.ceil(of.since / (Period * 1000)) * Period * 1000;
  const end = Math.ceil(of.now / (Period * 1000)) * Period * 1000;
  if (start >= end) return { requests: 0, errors: 0 };
  const MetricDataQueries: MetricDataQuery[] = Object.entries(METRICS).map(([Id, MetricName]) => ({ Id, MetricStat: { Metric: metric(MetricName, of), Period, Stat: 'Sum' } }));
  const sums: Record<string, number> = {};
  for await (const { MetricDataResults } of paginateGetMetricData({ client }, { MetricDataQueries, StartTime: new Date(start), EndTime: new Date(end) })) {
    for (const { Id = '', Values = [] } of MetricDataResults ?? []) sums[Id] = Values.reduce((sum, value) => sum + value, sums[Id] ?? 0);
  }
  const errors = (sums['refused'] ?? 0) + (sums['unreached'] ?? 0);
  // The metrics are published one by one: an error may show before its request does.
  return { requests: Math.max(sums['requests'] ?? 0, errors), errors };
}

function metric(MetricName: string, { loadBalancer, targetGroup }: MetricsOf): { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] } {
  const Dimensions = [
    { Name: 'LoadBalancer', Value: loadBalancer },
    { Name: 'TargetGroup', Value: targetGroup },
  ];
  return { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions };
}

/** CloudWatch keeps short periods for a while only, and answers nothing at all when asked for one it keeps no more. */
export function retainedPeriod({ since, now, periodSeconds }: Pick<MetricsOf, 'since' | 'now' | 'periodSeconds'>): number {
  const age = now - since;
  const kept = age > 62 * DAY_MS ? 3600 : age > 14 * DAY_MS ? 300 : age > DAY_MS / 9 ? 60 : 1;
  return Math.ceil(periodSeconds / kept) * kept;
}
