import type { Config } from '../../../../domain/config.ts';
import type { Account } from '../../../policy/iam-policy.ts';
import type { AwsClients } from '../clients.ts';
import { createNamespace } from '../cloud-map.ts';
import { describeProxy } from '../configure-proxy.ts';
import { describeServices } from '../ecs-services.ts';

/** What the policy depends on beside the files. */
export async function readAccount({ ecs, cloudMap }: AwsClients, config: Config): Promise<Account> {
  const { aws, proxy, namespace } = config;
  const [namespaceId, services] = await Promise.all([createNamespace(cloudMap, namespace).id(), describeServices(ecs, aws.cluster, [proxy.service])]);
  const { definition } = await describeProxy(ecs, config, services.get(proxy.service));
  return { namespaceId, proxyFamily: definition.family ?? proxy.service, proxyRoles: [definition.executionRoleArn, definition.taskRoleArn].filter((role) => role !== undefined) };
}
