import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DescribeScalingActivitiesCommand, PutScalingPolicyCommand, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { CreateClusterCommand, CreateServiceCommand, DescribeServicesCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { createAutoscaling } from '../../../sandbox/autoscaling/autoscaling.ts';
import { createCloudMap } from '../../../sandbox/cloud-map/cloud-map.ts';
import { createCloudwatch } from '../../../sandbox/cloudwatch/cloudwatch.ts';
import { createEcs, type Ecs } from '../../../sandbox/ecs/ecs.ts';
import { createProcessRuntime } from '../../../sandbox/ecs/runtime/process/process-runtime.ts';
import { until } from '../../support/until.ts';
import { createGroup, createListener, createLoadBalancer, forwardTo, startAws, type Aws } from '../elbv2/aws-on-loopback.ts';
import { startAwsClients } from '../support/aws-clients.ts';
import { serviceInput, taskDefinitionInput } from '../support/ecs-fixture.ts';
import { TARGET } from './support.ts';

/** Metrics and scaling live forty times as fast as the machine, in periods of 10 s: a quarter of a second. */
const SPEED = 40;
const PERIOD_SECONDS = 10;
const BEGAN = Date.now();
const fast = () => BEGAN + (Date.now() - BEGAN) * SPEED;

const account = { region: 'us-east-1', account: '000000000000' };
const cloudwatch = createCloudwatch({ ...account, periodSeconds: PERIOD_SECONDS, now: fast });
let aws: Aws;
let ecs: Ecs;
let clients: Awaited<ReturnType<typeof startAwsClients>>;
let logDirectory: string;
let url: string;
let label: string;
let heart: NodeJS.Timeout;

beforeAll(async () => {
  logDirectory = await mkdtemp(join(tmpdir(), 'scaling-'));
  aws = await startAws({ metrics: cloudwatch.metrics });
  const runtime = createProcessRuntime({ images: { web: { directory: new URL('../fixtures/web/', import.meta.url).pathname } } });
  const cloudMap = createCloudMap({ ...account, now: Date.now });
  ecs = createEcs({ ...account, now: Date.now, targets: aws.registry, instances: cloudMap.instances, metrics: cloudwatch.metrics, runtime, logDirectory, timeScale: 0.01 });
  const autoscaling = createAutoscaling({ ...account, now: fast, services: ecs, alarms: cloudwatch.alarms, targetGroups: aws.registry, metricPeriodSeconds: PERIOD_SECONDS, timeScale: 0.1 });
  heart = setInterval(() => {
    cloudwatch.alarms.evaluate();
    autoscaling.tick();
  }, 20);
  clients = await startAwsClients({ ecs: ecs.service, 'application-autoscaling': autoscaling.service });

  const balancer = await createLoadBalancer(aws);
  const group = await createGroup(aws, 'catalog', { HealthCheckPath: '/', HealthCheckIntervalSeconds: 30, HealthCheckTimeoutSeconds: 25, UnhealthyThresholdCount: 10 });
  ({ url } = await createListener(aws, balancer, forwardTo(group)));
  label = `${balancer.split(':loadbalancer/')[1]}/${group.split(':').at(-1)}`;
  await clients.ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  await clients.ecs.send(new RegisterTaskDefinitionCommand(taskDefinitionInput()));
  await clients.ecs.send(new CreateServiceCommand(serviceInput({ serviceName: 'catalog', healthCheckGracePeriodSeconds: 60, loadBalancers: [{ targetGroupArn: group, containerName: 'web', containerPort: 8080 }] })));
  await until(async () => ((await counts()).running === 1 && (await counts()).rollout === 'COMPLETED') || undefined);
});
afterAll(async () => {
  clearInterval(heart);
  await ecs.close();
  await clients.close();
  await aws.close();
  await rm(logDirectory, { recursive: true });
});

async function counts() {
  const { services } = await clients.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['catalog'] }));
  const [service] = services ?? [];
  return { desired: service?.desiredCount, running: service?.runningCount, rollout: service?.deployments?.[0]?.rolloutState };
}

/** Asks until it is ended, one request after the other, with a pause between two. */
function load(pauseMs: number): () => Promise<readonly number[]> {
  const statuses: number[] = [];
  const asked = { isWanted: true };
  const asking = (async () => {
    while (asked.isWanted) {
      statuses.push((await fetch(url)).status);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return statuses;
  })();
  return () => {
    asked.isWanted = false;
    return asking;
  };
}

test('a service whose targets get more requests than they should is scaled out, and in again when it is calm, and loses none', async () => {
  await clients.autoscaling.send(new RegisterScalableTargetCommand({ ...TARGET, MinCapacity: 1, MaxCapacity: 3 }));
  const PredefinedMetricSpecification = { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel: label } as const;
  // Two and a half requests per target in a period, so that a busy machine can send enough for three of them, and a pause of 200 ms is calm.
  const TargetTrackingScalingPolicyConfiguration = { TargetValue: 15, PredefinedMetricSpecification, ScaleOutCooldown: 60, ScaleInCooldown: 60 };
  await clients.autoscaling.send(new PutScalingPolicyCommand({ ...TARGET, PolicyName: 'requests', PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration }));

  const end = load(200);
  const endHeavy = [load(1), load(1), load(1)];
  await until(async () => (await counts()).running === 3 || undefined, 20_000);
  for (const stop of endHeavy) expect(new Set(await stop())).toEqual(new Set([200]));
  await until(async () => ((await counts()).desired === 1 && (await counts()).running === 1) || undefined, 25_000);
  expect(new Set(await end())).toEqual(new Set([200]));

  const { ScalingActivities = [] } = await clients.autoscaling.send(new DescribeScalingActivitiesCommand(TARGET));
  expect(ScalingActivities[0]).toMatchObject({ Description: 'Setting desired count to 1.', Cause: expect.stringMatching(/AlarmLow-.* in state ALARM triggered policy requests$/) });
  expect(ScalingActivities.at(-1)?.Cause).toMatch(/AlarmHigh-.* in state ALARM triggered policy requests$/);
}, 60_000);
