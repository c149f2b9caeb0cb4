import { paginateGetMetricData, type CloudWatchClient, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { BanyanError } from '../../../domain/errors.ts';

/** Which target group's metrics, by the labels of it and of its load balancer, and over which time, in epoch milliseconds. */
export interface MetricsOf {
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly since: number;
  readonly now: number;
  readonly periodSeconds: number;
}

/** What the load balancer has published. */
export interface Published {
  /** The end of the last period that counts, epoch milliseconds. */
  readonly until: number;
  /** Sent to the target group, in periods that have been published. */
  readonly requests: number;
  /** Of them, answered with 5xx by a target, or not delivered to one. */
  readonly errors: number;
  /** 5xx of the load balancer's own making, whatever they were asked of: AWS tells of no target group with them. */
  readonly balancerErrors: number;
}

const METRICS = { requests: 'RequestCount', refused: 'HTTPCode_Target_5XX_Count', unreached: 'TargetConnectionErrorCount', balancerErrors: 'HTTPCode_ELB_5XX_Count' } as const;
type Name = keyof typeof METRICS;
const DAY_MS = 86_400_000;

/** Periods after which a period is taken for published. AWS names no time; a minute's figures are there within one to three. */
const LATE_PERIODS = 2;
/** Periods that are read again at the next look, for some come later still. What is older is final, and read once. */
const OPEN_PERIODS = 10;

/** What is final of one target group's metrics since some moment. */
interface Final extends Sums {
  readonly since: number;
  readonly period: number;
  readonly until: number;
}
type Sums = Readonly<Record<Name, number>>;

/**
 * Reads what the load balancer sent to target groups. Only whole periods after `since` count, for the one it falls into holds requests from before it, and only
 * such as have had time to be published: an error may show before its request does, and late figures are no evidence yet. Of a period for which no requests were
 * published nothing is known, which is not the same as none; errors without requests count all the same.
 */
export function createTargetMetrics(client: CloudWatchClient): (of: MetricsOf) => Promise<Published> {
  const known = new Map<string, Final>();
  return async (of) => {
    const periodSeconds = retainedPeriod(of);
    const period = periodSeconds * 1_000;
    const published = of.now - LATE_PERIODS * of.periodSeconds * 1_000;
    // Of a longer period than they are published by, the part that is there is told.
    const end = (periodSeconds > of.periodSeconds ? Math.ceil(published / period) : Math.floor(published / period)) * period;
    const before = known.get(of.targetGroup);
    const final = before?.since === of.since && before.period === period ? before : { ...NOTHING, since: of.since, period, until: Math.ceil(of.since / period) * period };
    if (final.until >= end) return publishedOf(final, final.until);
    const points = await readPoints(client, of, periodSeconds, final.until, end);
    const closing = Math.max(final.until, end - OPEN_PERIODS * period);
    known.set(of.targetGroup, { ...add(final, points, (at) => at < closing), since: of.since, period, until: closing });
    return publishedOf(add(final, points, () => true), end);
  };
}

const NOTHING: Sums = { requests: 0, refused: 0, unreached: 0, balancerErrors: 0 };
type Points = ReadonlyMap<Name, readonly (readonly [at: number, value: number])[]>;

async function readPoints(client: CloudWatchClient, of: MetricsOf, Period: number, start: number, end: number): Promise<Points> {
  const MetricDataQueries: MetricDataQuery[] = Object.entries(METRICS).map(([Id, MetricName]) => ({ Id, MetricStat: { Metric: metric(MetricName, of), Period, Stat: 'Sum' } }));
  const points = new Map<Name, (readonly [number, number])[]>();
  for await (const { MetricDataResults } of paginateGetMetricData({ client }, { MetricDataQueries, StartTime: new Date(start), EndTime: new Date(end) })) {
    for (const { Id = '', Timestamps = [], Values = [], StatusCode, Messages } of MetricDataResults ?? []) {
      // What CloudWatch could not read is not nothing.
      if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') throw new BanyanError('AWS_REFUSED', `CloudWatch GetMetricData could not read ${METRICS[Id as Name]}: ${StatusCode} ${Messages?.[0]?.Value ?? ''}`);
      const all = points.get(Id as Name) ?? [];
      points.set(Id as Name, [...all, ...Timestamps.map((at, n) => [at.getTime(), Values[n] ?? 0] as const)]);
    }
  }
  return points;
}

function add(sums: Sums, points: Points, isMeant: (at: number) => boolean): Sums {
  return Object.fromEntries(Object.entries(sums).filter(([name]) => name in METRICS).map(([name, sum]) => [name, (points.get(name as Name) ?? []).reduce((total, [at, value]) => (isMeant(at) ? total + value : total), sum)])) as Sums;
}

function publishedOf({ requests, refused, unreached, balancerErrors }: Sums, until: number): Published {
  const errors = refused + unreached;
  return { until, requests: Math.max(requests, errors), errors, balancerErrors };
}

/** Of the whole load balancer, where AWS tells of no target group. */
function metric(MetricName: string, { loadBalancer, targetGroup }: MetricsOf): { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] } {
  const whole = { Name: 'LoadBalancer', Value: loadBalancer };
  return { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions: MetricName === METRICS.balancerErrors ? [whole] : [whole, { Name: 'TargetGroup', Value: targetGroup }] };
}

/** CloudWatch keeps short periods for a while only, and answers nothing at all when asked for one it keeps no more. */
export function retainedPeriod({ since, now, periodSeconds }: Pick<MetricsOf, 'since' | 'now' | 'periodSeconds'>): number {
  const age = now - since;
  const kept = age > 62 * DAY_MS ? 3600 : age > 14 * DAY_MS ? 300 : age > DAY_MS / 9 ? 60 : 1;
  return Math.ceil(periodSeconds / kept) * kept;
}
