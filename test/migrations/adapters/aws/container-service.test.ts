import { afterAll, beforeAll } from '@jest/globals';
import { CreateServiceCommand, DescribeServicesCommand, ListTaskDefinitionsCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { containerServiceContract, type ContainerWorld } from '../../../contract/container-service.ts';
import { createFakeContainerService } from '../../../fakes/fake-container-service.ts';
import { CANDIDATE_IMAGE, openAccount, type OpenAccount } from './account.ts';
import { createWorld } from './world.ts';

let account: OpenAccount;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());

containerServiceContract('ECS', openCluster);

containerServiceContract('the fake', async () => {
  const attached = new Set<string>();
  const port = createFakeContainerService({ isAttached: (targetGroup) => attached.has(targetGroup) });
  return {
    port,
    image: 'shop/catalog:1',
    names: { service: 'catalog', targetGroup: 'banyan-catalog' },
    proxyFamily: 'proxy',
    prepare: async ({ targetGroup }, isAttached) => void (isAttached && attached.add(targetGroup)),
    revisions: async (family) => port.revisions.get(family) ?? 0,
    hasService: async (name) => port.services.has(name),
    addForeignService: async (name) => void port.services.set(name, { group: null, fingerprint: '', desired: 1, running: 1, rollout: 'complete' }),
    setTasks: async (service, tasks) => port.setTasks(service, tasks),
    close: async () => {},
  };
});

async function openCluster(): Promise<ContainerWorld> {
  const { adapters, config, person, proxyFamily, names, close } = await createWorld(account);
  const { containers, discovery, loadBalancer } = adapters;
  const { cluster } = config.aws;
  const describe = async (service: string): Promise<string | undefined> => (await person.ecs.send(new DescribeServicesCommand({ cluster, services: [service] }))).services?.[0]?.status;
  return {
    port: containers,
    image: CANDIDATE_IMAGE,
    names,
    proxyFamily,
    async prepare({ group, candidate, targetGroup }, attached) {
      await discovery.ensure(group, candidate.discovery);
      await loadBalancer.ensureTargetGroup({ group, name: targetGroup, port: candidate.port, healthPath: candidate.health });
      const when = { header: 'x-banyan-park', value: 'secret' };
      if (attached) await loadBalancer.putRule({ group, role: 'park', part: 0, when, targets: [{ targetGroup, percent: 100 }], stickySeconds: 0 });
    },
    async revisions(familyPrefix) {
      const { taskDefinitionArns } = await person.ecs.send(new ListTaskDefinitionsCommand({ familyPrefix }));
      return taskDefinitionArns?.length ?? 0;
    },
    hasService: async (name) => (await describe(name)) === 'ACTIVE',
    async addForeignService(serviceName) {
      const { networkConfiguration, taskDefinition } = (await person.ecs.send(new DescribeServicesCommand({ cluster, services: [config.proxy.service] }))).services?.[0] ?? {};
      await person.ecs.send(new CreateServiceCommand({ cluster, serviceName, taskDefinition, networkConfiguration, desiredCount: 0, launchType: 'FARGATE' }));
    },
    setTasks: async (service, desiredCount) => void (await person.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount }))),
    close: async () => close(),
  };
}
