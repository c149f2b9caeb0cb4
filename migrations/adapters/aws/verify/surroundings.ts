import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { DescribeTargetGroupsCommand, type TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Config } from '../../../../domain/config.ts';
import { ask, finding, group, type Finding } from '../../../verify/finding.ts';
import type { AwsClients } from '../clients.ts';
import { createNamespace } from '../cloud-map.ts';
import { readLegacy } from '../listener.ts';
import { proxyAddresses } from '../proxy-addresses.ts';
import { readProxyReports } from '../../proxy-reports.ts';
import { readHealth, type FoundTargetGroup } from '../target-groups.ts';
import { loadBalancerArn } from './read-standing.ts';

/** What has to be there before Banyan comes: the listener with legacy behind it, and the proxy. */
export async function verifySurroundings(clients: AwsClients, config: Config): Promise<readonly Finding[]> {
  const { elb, cloudMap } = clients;
  const legacy = await tryTo(async () => findGroup(clients, { TargetGroupArns: [await readLegacy(elb, config.aws.listener)] }));
  const proxy = await tryTo(async () => findGroup(clients, { Names: [config.proxy.targetGroup] }));
  return [
    await ask('listener', async () => `its default action forwards to ${(await must(legacy)).TargetGroupName}`),
    await ask('legacy’s target group', async () => healthOf(clients, await must(legacy))),
    await ask('proxy’s target group', async () => healthOf(clients, await must(proxy))),
    await ask('VPC', async () => sameNetwork(await must(legacy), await must(proxy), loadBalancerArn(config.aws.listener))),
    await ask('proxy’s service', async () => proxyService(clients, config)),
    await ask('namespace', async () => `${config.namespace} is ${await createNamespace(cloudMap, config.namespace).id()}`),
    await ask('proxies', async () => proxiesFinding(await proxyAddresses(cloudMap, config))),
  ];
}

/** What a question came to, to be told more than once. */
type Outcome<T> = { readonly value: T } | { readonly error: unknown };

async function tryTo<T>(question: () => Promise<T>): Promise<Outcome<T>> {
  return question().then((value) => ({ value }), (error: unknown) => ({ error }));
}

async function must<T>(outcome: Outcome<T>): Promise<T> {
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

async function findGroup({ elb }: AwsClients, which: { TargetGroupArns: string[] } | { Names: string[] }): Promise<FoundTargetGroup> {
  const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand(which));
  return TargetGroups?.[0] as FoundTargetGroup;
}

async function healthOf({ elb }: AwsClients, found: FoundTargetGroup): Promise<Finding> {
  const { name, healthy, total } = await readHealth(elb, found);
  const about = `target group ${name}`;
  const words = `${healthy} of ${total} targets are healthy`;
  return healthy > 0 ? finding(about, 'ok', words) : finding(about, 'ng', `${words}; whoever is sent there is not answered`);
}

/** ECS tasks, legacy and the proxy have to meet in one VPC, and a target group is one load balancer's alone. */
function sameNetwork(legacy: TargetGroup, proxy: TargetGroup, balancer: string): Finding {
  if (legacy.VpcId !== proxy.VpcId) return finding('VPC', 'ng', `legacy’s target group is in ${legacy.VpcId}, the proxy’s in ${proxy.VpcId}; a rule can only split within one`);
  const elsewhere = (proxy.LoadBalancerArns ?? []).filter((arn) => arn !== balancer);
  if (elsewhere.length > 0) return finding('VPC', 'ng', `the proxy’s target group belongs to another load balancer, ${elsewhere[0]}; give the proxy one on the listener’s`);
  return finding('VPC', 'ok', `legacy’s and the proxy’s target groups are in ${legacy.VpcId}`);
}

async function proxyService({ ecs }: AwsClients, { aws, proxy }: Config): Promise<Finding> {
  const about = `service ${proxy.service}`;
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster: aws.cluster, services: [proxy.service] }));
  const found = services?.[0];
  if (found?.status !== 'ACTIVE') return finding(about, 'ng', `there is no such ECS service in cluster ${aws.cluster}; docs/configuration.md says how the proxy is registered`);
  const words = `${found.runningCount ?? 0} of ${found.desiredCount ?? 0} tasks run`;
  return (found.runningCount ?? 0) > 0 ? finding(about, 'ok', words) : finding(about, 'ng', words);
}

async function proxiesFinding(urls: readonly string[]): Promise<Finding> {
  if (urls.length === 0) return finding('proxies', 'ng', 'Cloud Map knows no task of the proxy; the service needs `serviceRegistries` with the name `proxy.discovery`');
  const { reports, failed } = await readProxyReports(urls);
  return group('proxies', [
    ...reports.map(({ proxy, flags }) => (flags === 'fresh' ? finding(proxy, 'ok', 'it reports, and its flags are fresh') : finding(proxy, 'ng', `it reports, and its flags are ${flags}: look at UNLEASH_URL and UNLEASH_TOKEN of the proxy`))),
    ...failed.map(({ url, reason }) => finding(url, 'ng', `it does not report: ${reason}; its operators’ port (ADMIN_PORT, ADMIN_HOST) has to be reachable from here`)),
  ]);
}
