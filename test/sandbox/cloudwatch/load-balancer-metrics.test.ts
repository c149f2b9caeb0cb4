import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { ModifyListenerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ask } from '../elbv2/ask.ts';
import { allHealthy, createGroup, createListener, createLoadBalancer, forwardTo, register, startAws, startTarget, until, type Aws, type TestTarget } from '../elbv2/aws-on-loopback.ts';

let aws: Aws;
let target: TestTarget;
let balancer: string;
let group: string;
let empty: string;

beforeAll(async () => {
  aws = await startAws();
  target = await startTarget((request, response) => response.writeHead(Number(request.url?.slice(1))).end());
  balancer = await createLoadBalancer(aws);
  group = await createGroup(aws, 'group');
  empty = await createGroup(aws, 'empty');
  const { arn, url } = await createListener(aws, balancer, forwardTo(group));
  await register(aws, group, target);
  await allHealthy(aws, group);
  for (const status of [200, 201, 302, 404, 500]) await ask(url, { path: `/${status}` });
  await target.close();
  expect((await ask(url)).status).toBe(502);
  await aws.elb.send(new ModifyListenerCommand({ ListenerArn: arn, DefaultActions: [forwardTo(empty)] }));
  expect((await ask(url)).status).toBe(503);
});
afterAll(() => aws.close());

const lb = (): string => balancer.split(':loadbalancer/')[1] ?? '';
const tg = (arn: string): string => arn.split(':').at(-1) ?? '';

async function sum(metric: string, dimensions: Readonly<Record<string, string>>, stat = 'Sum'): Promise<number | undefined> {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const { MetricDataResults } = await aws.cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 600_000),
      EndTime: new Date(Date.now() + 1_000),
      MetricDataQueries: [{ Id: 'a', MetricStat: { Metric: { Namespace: 'AWS/ApplicationELB', MetricName: metric, Dimensions }, Period: 3_600, Stat: stat } }],
    }),
  );
  const values = MetricDataResults?.[0]?.Values ?? [];
  return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
}

test('requests are counted per load balancer and per target group, the load balancer’s own errors only per load balancer', async () => {
  // The last error is published last.
  await until(async () => (await sum('HTTPCode_ELB_503_Count', { LoadBalancer: lb() })) === 1);
  const both = { LoadBalancer: lb(), TargetGroup: tg(group) };
  for (const dimensions of [{ LoadBalancer: lb() }, { AvailabilityZone: 'us-east-1a', LoadBalancer: lb() }, both, { ...both, AvailabilityZone: 'us-east-1a' }]) {
    expect(await sum('RequestCount', dimensions)).toBe(6);
    expect(await sum('HTTPCode_Target_2XX_Count', dimensions)).toBe(2);
    expect(await sum('HTTPCode_Target_3XX_Count', dimensions)).toBe(1);
    expect(await sum('HTTPCode_Target_4XX_Count', dimensions)).toBe(1);
    expect(await sum('HTTPCode_Target_5XX_Count', dimensions)).toBe(1);
    expect(await sum('TargetConnectionErrorCount', dimensions)).toBe(1);
    expect(await sum('TargetResponseTime', dimensions, 'SampleCount')).toBe(5);
  }
  expect(await sum('HTTPCode_ELB_5XX_Count', { LoadBalancer: lb() })).toBe(2);
  expect(await sum('HTTPCode_ELB_502_Count', { LoadBalancer: lb() })).toBe(1);
  expect(await sum('HTTPCode_ELB_5XX_Count', both)).toBeUndefined();
  // No target was chosen for what the empty group got: it is no request of it.
  expect(await sum('RequestCount', { LoadBalancer: lb(), TargetGroup: tg(empty) })).toBeUndefined();
});

test('healthy and unhealthy hosts are reported per target group', async () => {
  const both = { LoadBalancer: lb(), TargetGroup: tg(empty) };
  await until(async () => (await sum('HealthyHostCount', both, 'Maximum')) === 0);
  expect(await sum('UnHealthyHostCount', both, 'Maximum')).toBe(0);
  const { Metrics } = await aws.cloudwatch.send(new ListMetricsCommand({ MetricName: 'HealthyHostCount' }));
  for (const { Dimensions } of Metrics ?? []) expect(Dimensions?.map(({ Name }) => Name)).toEqual(expect.arrayContaining(['LoadBalancer', 'TargetGroup']));
});
