import { setTimeout as sleep } from 'node:timers/promises';
import { CreatePrivateDnsNamespaceCommand, CreateServiceCommand, GetOperationCommand } from '@aws-sdk/client-servicediscovery';
import type { Account, ShopClients } from './infrastructure.ts';
import { must } from './load-balancer.ts';

export const NAMESPACE = 'shop.internal';

/** The private DNS namespace, and the names of the monolith and the proxy in it. Returns their ARNs. */
export async function createNames({ discovery }: ShopClients, { network }: Account): Promise<{ monolith: string; proxy: string }> {
  const { OperationId } = await discovery.send(new CreatePrivateDnsNamespaceCommand({ Name: NAMESPACE, Vpc: network.vpcId }));
  const namespace = await operationTarget(discovery, must(OperationId));
  const [monolith, proxy] = await Promise.all(['monolith', 'banyan-proxy'].map((name) => createName(discovery, namespace, name)));
  return { monolith: must(monolith), proxy: must(proxy) };
}

async function createName(discovery: ShopClients['discovery'], namespace: string, name: string): Promise<string> {
  const created = await discovery.send(
    new CreateServiceCommand({
      Name: name,
      NamespaceId: namespace,
      DnsConfig: { RoutingPolicy: 'MULTIVALUE', DnsRecords: [{ Type: 'A', TTL: 5 }] },
      HealthCheckCustomConfig: { FailureThreshold: 1 },
    }),
  );
  return must(created.Service?.Arn);
}

async function operationTarget(discovery: ShopClients['discovery'], id: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const { Operation } = await discovery.send(new GetOperationCommand({ OperationId: id }));
    if (Operation?.Status === 'SUCCESS') return must(Operation.Targets?.NAMESPACE);
    if (Operation?.Status === 'FAIL') throw new Error(`the namespace could not be made: ${Operation.ErrorMessage}`);
    await sleep(50);
  }
  throw new Error('the namespace was not made in time');
}
