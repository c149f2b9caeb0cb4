import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { shopClients, type Account } from './infrastructure.ts';
import { waitHealthy } from './services.ts';

/** Waits until a shop that was built earlier serves again: a target of the monolith and one of the proxy. */
export async function reopenShop(account: Account): Promise<void> {
  const clients = shopClients(account);
  const { TargetGroups = [] } = await clients.elb.send(new DescribeTargetGroupsCommand({ Names: ['monolith', 'banyan-proxy'] }));
  await Promise.all(TargetGroups.map(({ TargetGroupArn = '' }) => waitHealthy(clients, TargetGroupArn, 1)));
  for (const client of Object.values(clients)) client.destroy();
}
