import { setTimeout as sleep } from 'node:timers/promises';
import { GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, ListTasksCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { DescribeRulesCommand, DescribeTargetHealthCommand, ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DiscoverInstancesCommand } from '@aws-sdk/client-servicediscovery';
import { Pool } from 'undici';
import type { SandboxProcess } from '../sandbox/support/sandbox-process.ts';
import type { Clients } from '../sandbox/support/small-world.ts';

export interface MixedLoadOptions {
  readonly hello: SandboxProcess['hello'];
  readonly clients: Clients;
  readonly balancer: { readonly url: string; readonly RuleArn: string; readonly ListenerArn: string; readonly TargetGroupArn: string };
}

const CONNECTIONS = 8;
const PAUSE_MS = 5;

/** What an engine, an operator and callers do at the same time: requests through the load balancer, calls of every service, flags polled and switched, metrics, and a task stopped by and by. */
export function startMixedLoad({ hello, clients, balancer }: MixedLoadOptions): { stop(): Promise<{ readonly requests: number; readonly failures: readonly string[] }> } {
  const pool = new Pool(balancer.url, { connections: CONNECTIONS });
  const failures: string[] = [];
  const ended = new AbortController();
  let requests = 0;

  /** Over and over, with a pause between, until the end. */
  const repeat = async (pauseMs: number, work: () => Promise<unknown>): Promise<void> => {
    while (!ended.signal.aborted) {
      await work().catch((error: unknown) => failures.push(String(error)));
      await sleep(pauseMs, undefined, { signal: ended.signal }).catch(() => {});
    }
  };
  const request = async (): Promise<void> => {
    const { statusCode, body } = await pool.request({ path: `/web?${requests}`, method: 'GET' });
    await body.dump();
    requests += 1;
    if (statusCode >= 500) failures.push(`the load balancer answered ${statusCode}`);
  };
  const callAws = async (): Promise<void> => {
    await clients.elb.send(new DescribeRulesCommand({ ListenerArn: balancer.ListenerArn }));
    await clients.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: balancer.TargetGroupArn }));
    await clients.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['web'] }));
    await clients.discovery.send(new DiscoverInstancesCommand({ NamespaceName: 'shop.local', ServiceName: 'web' }));
  };
  const changeRule = async (): Promise<void> => {
    // Always to the target group: one that no rule names has no health, and its targets would start anew with the next rule that does.
    for (const Weight of [1, 2]) {
      const ForwardConfig = { TargetGroups: [{ TargetGroupArn: balancer.TargetGroupArn, Weight }] };
      await clients.elb.send(new ModifyRuleCommand({ RuleArn: balancer.RuleArn, Actions: [{ Type: 'forward', ForwardConfig }] }));
    }
  };
  const measure = async (): Promise<void> => {
    await clients.cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Soak', MetricData: [1, 2, 3].map((Value) => ({ MetricName: 'Values', Dimensions: [{ Name: 'n', Value: String(Value) }], Value })) }));
    const [EndTime, StartTime] = [new Date(), new Date(Date.now() - 600_000)];
    await clients.cloudwatch.send(new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries: [{ Id: 'm', MetricStat: { Metric: { Namespace: 'Soak', MetricName: 'Values', Dimensions: [{ Name: 'n', Value: '1' }] }, Period: 60, Stat: 'p99' } }] }));
  };
  const pollFlags = async (): Promise<void> => {
    const answer = await fetch(`${hello.unleashUrl}/api/client/features`, { headers: { authorization: hello.unleashClientToken } });
    await answer.text();
  };
  /** Only while another serves: what is lost otherwise is no fault of the load balancer. */
  const stopTask = async (): Promise<void> => {
    const { TargetHealthDescriptions = [] } = await clients.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: balancer.TargetGroupArn }));
    const { taskArns = [] } = await clients.ecs.send(new ListTasksCommand({ cluster: 'shop', desiredStatus: 'RUNNING' }));
    const healthy = TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy');
    if (taskArns.length === 2 && healthy.length === 2) await clients.ecs.send(new StopTaskCommand({ cluster: 'shop', task: taskArns[0] }));
  };
  const work = [
    ...Array.from({ length: CONNECTIONS }, () => repeat(PAUSE_MS, request)),
    repeat(100, callAws),
    repeat(500, changeRule),
    repeat(1_000, measure),
    repeat(200, pollFlags),
    repeat(7_000, stopTask),
  ];
  return {
    async stop() {
      ended.abort();
      await Promise.all(work);
      await pool.destroy();
      return { requests, failures };
    },
  };
}
