import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateClusterCommand, CreateServiceCommand, DescribeServicesCommand, DescribeTasksCommand, ListTasksCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import type { CreateServiceCommandInput, RegisterTaskDefinitionCommandInput, Service, Task } from '@aws-sdk/client-ecs';
import { createCloudMap } from '../../../sandbox/cloud-map/cloud-map.ts';
import { createEcs, type EcsOptions } from '../../../sandbox/ecs/ecs.ts';
import { createProcessRuntime } from '../../../sandbox/ecs/runtime/process/process-runtime.ts';
import { NETWORK } from '../../../sandbox/network.ts';
import type { Snapshot } from '../../../sandbox/state/snapshot.ts';
import { until } from '../../support/until.ts';
import { startAwsClients } from './aws-clients.ts';
import { ARN, createFakeTargets } from './fake-targets.ts';

const WEB = new URL('../fixtures/web/', import.meta.url).pathname;
export const NETWORK_CONFIGURATION = { awsvpcConfiguration: { subnets: [NETWORK.subnets[0]] } };
export const LOAD_BALANCERS = [{ targetGroupArn: ARN, containerName: 'web', containerPort: 8080 }];

/** ECS and Cloud Map with a cluster `shop`, the image `web` and a load balancer in the test's hand. */
export async function startEcsFixture(options: { readonly drainMs?: number; readonly timeScale?: number; readonly secrets?: Readonly<Record<string, string>>; readonly alarmState?: EcsOptions['alarmState']; readonly restored?: Snapshot } = {}) {
  const logDirectory = await mkdtemp(join(tmpdir(), 'ecs-'));
  const targets = createFakeTargets(options);
  const account = { region: 'us-east-1', account: '000000000000', now: Date.now };
  const cloudMap = createCloudMap({ ...account, timeScale: 0.01 });
  const parts = createEcs({ ...account, targets, instances: cloudMap.instances, metrics: { put: () => undefined }, runtime: createProcessRuntime({ images: { web: { directory: WEB, environment: { FROM_IMAGE: 'yes', BOTH: 'image' } } } }), logDirectory, timeScale: 0.01, ...options });
  const clients = await startAwsClients({ ecs: parts.service, servicediscovery: cloudMap.service });
  const { ecs } = clients;
  await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));

  const describe = async (serviceName = 'web'): Promise<Service> => {
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: [serviceName] }));
    return services?.[0] as Service;
  };
  return {
    ...clients,
    parts,
    targets,
    resolve: cloudMap.resolve,
    describe,
    /** Registers a definition of one container `web` on port 8080, with these changes to the container. */
    define: async (container: Partial<NonNullable<RegisterTaskDefinitionCommandInput['containerDefinitions']>[number]> = {}): Promise<string> => {
      const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand(taskDefinitionInput(container)));
      return taskDefinition?.taskDefinitionArn as string;
    },
    createService: async (changes: Partial<CreateServiceCommandInput> = {}) => {
      await ecs.send(new CreateServiceCommand(serviceInput(changes)));
    },
    steady: (serviceName = 'web') => until(async () => [await describe(serviceName)].find((service) => service.deployments?.length === 1 && service.deployments[0]?.rolloutState === 'COMPLETED' && service.runningCount === service.desiredCount)),
    tasks: async (desiredStatus: 'RUNNING' | 'STOPPED' = 'RUNNING'): Promise<readonly Task[]> => {
      const { taskArns } = await ecs.send(new ListTasksCommand({ cluster: 'shop', desiredStatus }));
      if (taskArns?.length === 0) return [];
      return (await ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: taskArns }))).tasks ?? [];
    },
    log: async (taskArn: string | undefined): Promise<string> => {
      const id = taskArn?.split('/').at(-1) ?? '';
      const name = (await readdir(logDirectory)).find((file) => file.includes(id));
      return readFile(join(logDirectory, name ?? ''), 'utf8');
    },
    close: async () => {
      await parts.close();
      await clients.close();
      await rm(logDirectory, { recursive: true });
    },
  };
}

export type EcsFixture = Awaited<ReturnType<typeof startEcsFixture>>;

export function taskDefinitionInput(container: Partial<NonNullable<RegisterTaskDefinitionCommandInput['containerDefinitions']>[number]> = {}): RegisterTaskDefinitionCommandInput {
  return {
    family: 'web',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    containerDefinitions: [{ name: 'web', image: 'web:1', portMappings: [{ containerPort: 8080 }], ...container }],
  };
}

export function serviceInput(changes: Partial<CreateServiceCommandInput> = {}): CreateServiceCommandInput {
  return { cluster: 'shop', serviceName: 'web', taskDefinition: 'web', desiredCount: 1, launchType: 'FARGATE', networkConfiguration: NETWORK_CONFIGURATION, loadBalancers: LOAD_BALANCERS, ...changes };
}

export function addressOf(task: Task | undefined): string {
  return task?.attachments?.[0]?.details?.find(({ name }) => name === 'privateIPv4Address')?.value ?? '';
}
