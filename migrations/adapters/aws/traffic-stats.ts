import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import type { Config } from '../../../domain/config.ts';
import { NOTHING_COUNTED, type GroupCounters } from '../../../domain/counters.ts';
import { BanyanError } from '../../../domain/errors.ts';
import { countOf, quantile } from '../../../domain/latency-histogram.ts';
import { mergeLegacyCallers } from '../../../domain/legacy-callers.ts';
import type { ProxyReport } from '../../../domain/proxy-report.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TrafficStats } from '../../ports/traffic-stats.ts';
import { createDifferenceMemory } from '../difference-memory.ts';
import { countersSince, readProxyReports, sumGroup, sumMark, sumNoise, type ProxyReports } from '../proxy-reports.ts';
import { loadBalancerLabel, targetGroupLabel } from './arns.ts';
import { proxyAddresses } from './proxy-addresses.ts';
import { createTargetMetrics, type MetricsOf, type Published } from './target-metrics.ts';
import { candidatesAmong, listTargetGroups } from './target-groups.ts';

/** Fewer answers of legacy than this have no p99 to speak of. */
const ENOUGH_FOR_P99 = 100;

interface Parts {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly cloudMap: ServiceDiscoveryClient;
  readonly cloudWatch: CloudWatchClient;
  readonly config: Config;
  readonly clock: Clock;
  /** Where the proxies' counters come from, if not from themselves. */
  readonly readReports?: (() => Promise<ProxyReports>) | undefined;
}

/** {@link TrafficStats} from what the proxies have counted, told by themselves or by Prometheus, and from the load balancer's metrics in CloudWatch. */
export function createTrafficStats(parts: Parts): TrafficStats {
  const { clock } = parts;
  const memory = createDifferenceMemory();
  const readMetrics = createTargetMetrics(parts.cloudWatch);
  return {
    async mark(group) {
      const reports = await readAll(parts);
      const { latency } = sumGroup(reports, group).legacy;
      return { at: clock.now(), proxies: countersOf(reports, group), slowAboveMs: countOf(latency) < ENOUGH_FOR_P99 ? null : quantile(latency, 0.99) };
    },
    async since(group, mark) {
      const [{ reports, failed }, { until: publishedUntil, balancerErrors, ...direct }] = await Promise.all([readProxies(parts), readCandidate(parts, readMetrics, group, mark.at)]);
      // What a proxy had counted by the mark is unknown where the mark does not know it, though it was there: it proves nothing.
      const usable = reports.filter(({ proxy, startedAt }) => Object.hasOwn(mark.proxies, proxy) || startedAt >= mark.at);
      const { legacy, candidate, comparisons, callers } = countersSince(countersOf(usable, group), mark);
      const { lastLegacyAt } = sumGroup(reports, group);
      const proxies = { answered: reports.length, expected: Math.max(1, reports.length + failed.length) };
      const differences = memory.look(group, reports);
      return { since: mark.at, now: clock.now(), usual: sumMark(mark).legacy, legacy, candidate, comparisons, differences, noise: sumNoise(reports, group), callers, direct, publishedUntil, ...(parts.config.stats.balancerErrors === 'suspect' && { balancerErrors }), lastLegacyAt, legacyCallers: mergeLegacyCallers(reports.map(({ groups }) => groups[group]?.legacyCallers)), slowAboveMs: mark.slowAboveMs, proxies };
    },
  };
}

/** The reports of all proxies. A mark with one missing would let its past count as evidence later. */
async function readAll(parts: Parts): Promise<readonly ProxyReport[]> {
  const { reports, failed } = await readProxies(parts);
  if (failed.length > 0) throw new BanyanError('PROXY_UNREACHABLE', `No report of ${failed.map(({ url, reason }) => `${url} (${reason})`).join(', ')}.`);
  if (reports.length === 0) {
    const { proxy, namespace, stats } = parts.config;
    throw new BanyanError('PROXY_UNREACHABLE', stats.from !== 'proxies' ? `Prometheus knows no proxy of the job "${stats.from.job}".` : `Cloud Map knows no task of the proxy under "${proxy.discovery}.${namespace}".`);
  }
  return reports;
}

async function readProxies({ cloudMap, config, readReports }: Parts): Promise<ProxyReports> {
  return readReports ? readReports() : readProxyReports(await proxyAddresses(cloudMap, config));
}

function countersOf(reports: readonly ProxyReport[], group: string): Readonly<Record<string, GroupCounters>> {
  return Object.fromEntries(
    reports.map(({ proxy, groups }) => {
      if (!Object.hasOwn(groups, group) || !groups[group]) return [proxy, NOTHING_COUNTED];
      const { differences: _, routes: __, noise: ___, legacyCallers: ____, ...counters } = groups[group];
      return [proxy, counters];
    }),
  );
}

async function readCandidate({ elb, config, clock }: Parts, readMetrics: (of: MetricsOf) => Promise<Published>, group: string, since: number): Promise<Published> {
  const { listener } = config.aws;
  const candidate = (await candidatesAmong(elb, await listTargetGroups(elb), listener)).get(group);
  const now = clock.now();
  // Nothing is sent to targets that nobody has.
  if (!candidate) return { until: now, requests: 0, errors: 0, balancerErrors: 0 };
  return readMetrics({
    loadBalancer: loadBalancerLabel(listener),
    targetGroup: targetGroupLabel(candidate.TargetGroupArn),
    since,
    now,
    periodSeconds: config.metricPeriodSeconds,
  });
}
