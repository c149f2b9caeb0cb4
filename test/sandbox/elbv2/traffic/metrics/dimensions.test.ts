import { expect, test } from '@jest/globals';
import { createConnectionCount } from '../../../../../sandbox/elbv2/traffic/metrics/connection-count.ts';
import { createTrafficMetrics, type TrafficMetrics } from '../../../../../sandbox/elbv2/traffic/metrics/traffic-metrics.ts';

const LB = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/shop/0123456789abcdef';
const TG = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/web/0123456789abcdef';

const SHORT = [['AvailabilityZone', 'AZ'], ['LoadBalancer', 'LB'], ['TargetGroup', 'TG']] as const;

function recorded(act: (metrics: TrafficMetrics) => void): Record<string, string[]> {
  const sets: Record<string, string[]> = {};
  act(createTrafficMetrics({ put: (_namespace, metric, dimensions) => void (sets[metric] ??= []).push(SHORT.filter(([key]) => key in dimensions).map(([, short]) => short).join()) }, LB, 'us-east-1a'));
  return sets;
}

const BALANCER = ['LB', 'AZ,LB'];
const BOTH = [...BALANCER, 'LB,TG', 'AZ,LB,TG'];

test.each<[string, (metrics: TrafficMetrics) => void, Record<string, string[]>]>([
  ['a request with a target', (metrics) => metrics.routed(TG, 2), { RequestCount: BOTH, RequestCountPerTarget: ['TG', 'AZ,TG', 'LB,TG'] }],
  ['an answer of a target', (metrics) => metrics.answered(TG, 503, 0.1), { TargetResponseTime: BOTH, HTTPCode_Target_5XX_Count: BOTH }],
  ['a failure on the way to a target', (metrics) => metrics.ofGroup(TG, 'TargetConnectionErrorCount'), { TargetConnectionErrorCount: BOTH }],
  ['an answer of the load balancer’s own', (metrics) => metrics.ownAnswer(503), { HTTPCode_ELB_5XX_Count: BALANCER, HTTPCode_ELB_503_Count: BALANCER }],
  ['a redirect', (metrics) => metrics.ownAnswer(301), { HTTPCode_ELB_3XX_Count: BALANCER }],
  ['a fixed 200', (metrics) => metrics.ownAnswer(200), {}],
  ['an event on the load balancer', (metrics) => metrics.ofBalancer('RejectedConnectionCount'), { RejectedConnectionCount: BALANCER }],
  [
    'what is published by the second',
    (metrics) => {
      metrics.add('ProcessedBytes', 5);
      metrics.add('RuleEvaluations', 3);
      metrics.publish();
      metrics.publish();
    },
    { ProcessedBytes: BALANCER, RuleEvaluations: ['LB'] },
  ],
])('%s is put under exactly the dimensions that AWS has', (_, act, expected) => {
  expect(recorded(act)).toEqual(expected);
});

test('hosts and the states of a group are never put under the load balancer alone', () => {
  const sets = recorded((metrics) => metrics.hosts(TG, { healthy: 1, unhealthy: 2, routable: true, resolvable: true }));
  expect(Object.keys(sets).toSorted()).toEqual(['HealthyHostCount', 'HealthyStateDNS', 'HealthyStateRouting', 'UnHealthyHostCount', 'UnhealthyStateDNS', 'UnhealthyStateRouting']);
  for (const each of Object.values(sets)) expect(each).toEqual(['LB,TG', 'AZ,LB,TG']);
});

test('connections are counted as they open; those of a minute, closed ones too, once it is over', () => {
  const put: (readonly [string, number | undefined])[] = [];
  const count = createConnectionCount({ ofBalancer: (metric, value) => void put.push([metric, value]) }, 0);
  count.opened();
  count.opened();
  count.closed();
  count.publish(59_999);
  expect(put.map(([metric]) => metric)).toEqual(['NewConnectionCount', 'NewConnectionCount']);
  count.publish(60_000);
  count.publish(60_001);
  count.publish(120_000);
  expect(put.slice(2)).toEqual([['ActiveConnectionCount', 2], ['ActiveConnectionCount', 1]]);
});
