import { DescribeScalableTargetsCommand, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { CreateServiceCommand, DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { createAwsAdapters } from '../../../../../migrations/adapters/aws/index.ts';
import type { AutoscalingWorld } from '../../../../contract/autoscaling.ts';
import { realClock } from '../../../../support/real-clock.ts';
import type { World } from '../world.ts';

/** A world in which legacy's service scales too. */
export async function openScaling(world: World): Promise<AutoscalingWorld> {
  const { config, person, close } = world;
  const { cluster } = config.aws;
  const { networkConfiguration, taskDefinition } = (await person.ecs.send(new DescribeServicesCommand({ cluster, services: [config.proxy.service] }))).services?.[0] ?? {};
  await person.ecs.send(new CreateServiceCommand({ cluster, serviceName: 'monolith', taskDefinition, networkConfiguration, desiredCount: 5, launchType: 'FARGATE' }));
  const target = { ServiceNamespace: 'ecs', ResourceId: `service/${cluster}/monolith`, ScalableDimension: 'ecs:service:DesiredCount' } as const;
  const { ResourceId, ...dimension } = target;
  const setLegacyMinimum = async (MinCapacity: number) => void (await person.scaling.send(new RegisterScalableTargetCommand({ ...target, MinCapacity, MaxCapacity: 8 })));
  await setLegacyMinimum(2);
  const adapters = createAwsAdapters({ ...config, legacy: { service: 'monolith' } }, realClock);
  return {
    port: adapters.autoscaling,
    // Any service and target group will do: the proxy's are there.
    service: config.proxy.service,
    targetGroup: config.proxy.targetGroup,
    legacyMinimum: async () => (await person.scaling.send(new DescribeScalableTargetsCommand({ ...dimension, ResourceIds: [ResourceId] }))).ScalableTargets?.[0]?.MinCapacity ?? 0,
    setLegacyMinimum,
    async close() {
      adapters.close();
      close();
    },
  };
}
