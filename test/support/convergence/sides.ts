import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateRuleCommand, DescribeTargetGroupsCommand, RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DiscoverInstancesCommand } from '@aws-sdk/client-servicediscovery';
import { cohortFlag } from '../../../domain/flag-names.ts';
import type { Migration } from '../../../domain/migration.ts';
import type { World } from '../../migrations/adapters/aws/world.ts';
import type { TestUnleash } from '../../migrations/adapters/unleash/sandbox-unleash.ts';

/** How late an answer comes that is slow. */
export const SLOW_MS = 150;

/** The cookie of those whom the proxy counts as the cohort, however small it is. */
export const COHORT_COOKIE = 'cohort=yes';

/** What every side answers to a request. */
export function answerTo(url: string): string {
  return `the answer to ${url}`;
}

/**
 * Legacy and the proxy, behind the load balancer, at `address`. The proxy answers for legacy; while the flag lets anybody in it sends the cohort to the candidate by
 * its name. It falls back to nothing, so that the flag must not come before the candidate, nor stay when it goes.
 */
export async function startSides(world: World, { group, candidate }: Migration, unleash: TestUnleash, address: string): Promise<{ close(): Promise<void> }> {
  const { person, config } = world;
  const letsIn = async (): Promise<boolean> => {
    const flag = (await unleash.clientFeatures()).find(({ name }) => name === cohortFlag(group.name));
    return Boolean(flag?.enabled && flag.strategies.some(({ parameters }) => Number(parameters['rollout']) > 0));
  };
  const find = async (): Promise<{ host: string; port: number } | undefined> => {
    const { Instances } = await person.cloudMap.send(new DiscoverInstancesCommand({ NamespaceName: config.namespace, ServiceName: candidate.discovery }));
    const host = Instances?.[0]?.Attributes?.['AWS_INSTANCE_IPV4'];
    return host === undefined ? undefined : { host, port: candidate.port };
  };
  const proxied = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!incoming.headers.cookie?.includes(COHORT_COOKIE) || !(await letsIn())) return answer(incoming, response);
    const target = await find();
    if (!target) return void response.writeHead(502).end('the candidate has no address');
    const { method, url, headers } = incoming;
    request({ ...target, method, path: url, headers, agent: false }, (answered) => answered.pipe(response.writeHead(answered.statusCode ?? 502))).on('error', ({ message }) => response.writeHead(502).end(message)).end();
  };
  const legacy = createServer(answer);
  const proxy = createServer((incoming, response) => void proxied(incoming, response).catch((error: unknown) => response.writeHead(502).end(String(error))));
  await register(world, world.legacy.name, { Id: address, Port: await listen(legacy, address) });
  // A rule of its own keeps the proxy's target group on the load balancer, and its target checked.
  const TargetGroupArn = await register(world, config.proxy.targetGroup, { Id: address, Port: await listen(proxy, address) });
  const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/of-the-proxy'] } }];
  await person.elb.send(new CreateRuleCommand({ ListenerArn: config.aws.listener, Priority: 900, Conditions, Actions: [{ Type: 'forward', TargetGroupArn }] }));
  return {
    async close() {
      await Promise.all([legacy, proxy].map((server) => new Promise((resolve) => server.close(resolve).closeAllConnections())));
    },
  };
}

function answer({ url = '/' }: IncomingMessage, response: ServerResponse): void {
  setTimeout(() => response.end(answerTo(url)), url.includes('slow') ? SLOW_MS : 0);
}

async function listen(server: ReturnType<typeof createServer>, address: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return (server.address() as AddressInfo).port;
}

/** Registers a target; answers the ARN of its target group. */
async function register({ person }: World, name: string, target: { readonly Id: string; readonly Port: number }): Promise<string | undefined> {
  const { TargetGroups } = await person.elb.send(new DescribeTargetGroupsCommand({ Names: [name] }));
  const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn;
  await person.elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [target] }));
  return TargetGroupArn;
}
