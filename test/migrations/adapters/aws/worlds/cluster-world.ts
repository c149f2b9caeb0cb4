import { CreateServiceCommand, DescribeServicesCommand, ListTaskDefinitionsCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { ContainerWorld } from '../../../../contract/container-service.ts';
import { CANDIDATE_IMAGE } from '../account.ts';
import type { World } from '../world.ts';

/** The cluster of a world, and a person who works beside Banyan. */
export function openCluster(world: World): ContainerWorld {
  const { adapters, config, person, proxyFamily, names, close } = world;
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
