import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DiscoverInstancesCommand, type ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import type { Config } from '../../../domain/config.ts';
import { NOTHING_COUNTED, type GroupCounters } from '../../../domain/counters.ts';
import { BanyanError } from '../../../domain/errors.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import { countOf, quantile } from '../../../domain/latency-histogram.ts';
import type { ProxyReport } from '../../../domain/proxy-report.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TrafficStats } from '../../ports/traffic-stats.ts';
import { countersSince, mergeDifferences, readProxyReports, sumGroup, sumMark, type ProxyReports } from '../proxy-reports.ts';
import { loadBalancerLabel, targetGroupLabel } from './arns.ts';
import { readDirect } from './target-metrics.ts';
import { candidatesAmong, listTargetGroups } from './target-groups.ts';

/** Fewer answers of legacy than this have no p99 to speak of. */
const ENOUGH_FOR_P99 = 100;

interface Parts {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly cloudMap: ServiceDiscoveryClient;
  readonly cloudWatch: CloudWatchClient;
  readonly config: Config;
  readonly clock: Clock;
}

/** {@link TrafficStats} from the reports of the proxies that Cloud Map knows, and from the load balancer's metrics in CloudWatch. */
export function createTrafficStats(parts: Parts): TrafficStats {
  const { clock } = parts;
  return {
    async mark(group) {
      const reports = await readAll(parts);
      const { latency } = sumGroup(reports, group).legacy;
      return { at: clock.now(), proxies: countersOf(reports, group), slowAboveMs: countOf(latency) < ENOUGH_FOR_P99 ? null : quantile(latency, 0.99) };
    },
    async since(group, mark) {
      const [{ reports, failed }, direct] = await Promise.all([readProxies(parts), readCandidate(parts, group, mark.at)]);
      // What a proxy had counted by the mark is unknown where the mark does not know it, though it was there: it proves nothing.
      const usable = reports.filter(({ proxy, startedAt }) => Object.hasOwn(mark.proxies, proxy) || startedAt >= mark.at);
      const { legacy, candidate, comparisons, callers } = countersSince(countersOf(usable, group), mark);
      const { lastLegacyAt } = sumGroup(reports, group);
      const proxies = { answered: reports.length, expected: Math.max(1, reports.length + failed.length) };
      return { since: mark.at, now: clock.now(), usual: sumMark(mark).legacy, legacy, candidate, comparisons, callers, direct, lastLegacyAt, slowAboveMs: mark.slowAboveMs, proxies };
    },
    async differences(group) {
      return mergeDifferences((await readProxies(parts)).reports, group);
    },
  };
}

/** The reports of all proxies. A mark with one missing would let its past count as evidence later. */
async function readAll(parts: Parts): Promise<readonly ProxyReport[]> {
  const { reports, failed } = await readProxies(parts);
  if (failed.length > 0) throw new BanyanError('PROXY_UNREACHABLE', `No report of ${failed.map(({ url, reason }) => `${url} (${reason})`).join(', ')}.`);
  if (reports.length === 0) throw new BanyanError('PROXY_UNREACHABLE', `Cloud Map knows no task of the proxy under "${parts.config.proxy.discovery}.${parts.config.namespace}".`);
  return reports;
}

async function readProxies({ cloudMap, config }: Parts): Promise<ProxyReports> {
  const { discovery, reportPort } = config.proxy;
  const { Instances } = await cloudMap.send(new DiscoverInstancesCommand({ NamespaceName: config.namespace, ServiceName: discovery, HealthStatus: 'ALL', MaxResults: 1000 }));
  const addresses = (Instances ?? []).flatMap(({ Attributes }) => Attributes?.['AWS_INSTANCE_IPV4'] ?? []);
  return readProxyReports(addresses.map((address) => `http://${address}:${reportPort}`));
}

function countersOf(reports: readonly ProxyReport[], group: string): Readonly<Record<string, GroupCounters>> {
  return Object.fromEntries(
    reports.map(({ proxy, groups }) => {
      if (!Object.hasOwn(groups, group) || !groups[group]) return [proxy, NOTHING_COUNTED];
      const { differences: _, ...counters } = groups[group];
      return [proxy, counters];
    }),
  );
}

async function readCandidate({ elb, cloudWatch, config, clock }: Parts, group: string, since: number): Promise<Evidence['direct']> {
  const { listener } = config.aws;
  const candidate = (await candidatesAmong(elb, await listTargetGroups(elb), listener)).get(group);
  if (!candidate) return { requests: 0, errors: 0 };
  return readDirect(cloudWatch, {
    loadBalancer: loadBalancerLabel(listener),
    targetGroup: targetGroupLabel(candidate.TargetGroupArn),
    since,
    now: clock.now(),
    periodSeconds: config.metricPeriodSeconds,
  });
}
