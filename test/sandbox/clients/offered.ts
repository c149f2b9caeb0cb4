import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAutoscaling } from '../../../sandbox/autoscaling/autoscaling.ts';
import { createCloudMap } from '../../../sandbox/cloud-map/cloud-map.ts';
import { createCloudwatch } from '../../../sandbox/cloudwatch/cloudwatch.ts';
import { createEcs } from '../../../sandbox/ecs/ecs.ts';
import { createProcessRuntime } from '../../../sandbox/ecs/runtime/process/process-runtime.ts';
import { createElbv2 } from '../../../sandbox/elbv2/elbv2.ts';
import { createS3 } from '../../../sandbox/s3/s3.ts';
import { createSts } from '../../../sandbox/sts/sts.ts';
import { listOperations } from '../../../sandbox/wire/operations.ts';
import type { ServiceName } from '../../../sandbox/wire/service-models.ts';

/** What the sandbox has of AWS: its operations by service. */
export async function offeredOperations(): Promise<Readonly<Record<ServiceName, readonly string[]>>> {
  const account = { region: 'us-east-1', account: '000000000000', now: Date.now };
  const logDirectory = await mkdtemp(join(tmpdir(), 'offered-'));
  const cloudwatch = createCloudwatch({ ...account, periodSeconds: 60 });
  const elbv2 = createElbv2({ ...account, host: '127.0.0.1', metrics: cloudwatch.metrics, random: Math.random, timeScale: 1 });
  const cloudMap = createCloudMap({ ...account, timeScale: 1 });
  const ecs = createEcs({ ...account, targets: elbv2.targets, instances: cloudMap.instances, metrics: cloudwatch.metrics, runtime: createProcessRuntime({ images: {} }), logDirectory, timeScale: 1 });
  const autoscaling = createAutoscaling({ ...account, services: ecs, alarms: cloudwatch.alarms, targetGroups: elbv2.targets, metricPeriodSeconds: 60, timeScale: 1 });
  try {
    const services = { elasticloadbalancing: elbv2.service, ecs: ecs.service, servicediscovery: cloudMap.service, 'application-autoscaling': autoscaling.service, monitoring: cloudwatch.service, s3: createS3(account).service, sts: createSts(account).service };
    return listOperations(services) as Readonly<Record<ServiceName, readonly string[]>>;
  } finally {
    await ecs.close();
    await elbv2.close();
    await rm(logDirectory, { recursive: true });
  }
}
