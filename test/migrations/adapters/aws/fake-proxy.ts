import { createServer } from 'node:http';
import { RegisterInstanceCommand } from '@aws-sdk/client-servicediscovery';
import { NOTHING_COUNTED, type GroupCounters } from '../../../../domain/counters.ts';
import type { GroupReport, ProxyReport } from '../../../../domain/proxy-report.ts';
import type { World } from './world.ts';

/** A task of the proxy as far as its reports go: known to Cloud Map, at an address of its own. */
export interface FakeProxy {
  /** Its counters of the group "catalog". */
  counters: GroupCounters;
  differences: GroupReport['differences'];
  close(): Promise<void>;
}

let addresses = 0;

export async function startFakeProxy({ person, config, registries }: World, proxy: string, startedAt: number): Promise<FakeProxy> {
  const address = `127.43.${process.pid % 250}.${++addresses}`;
  const fake: FakeProxy = { counters: NOTHING_COUNTED, differences: [], close: () => new Promise((resolve) => server.close(() => resolve())) };
  const server = createServer((_, response) => {
    const report: ProxyReport = { proxy, startedAt, flags: 'fresh', groups: { catalog: { ...fake.counters, differences: fake.differences } } };
    response.setHeader('connection', 'close').end(JSON.stringify(report));
  });
  await new Promise<void>((resolve) => server.listen(config.proxy.reportPort, address, resolve));
  await person.cloudMap.send(new RegisterInstanceCommand({ ServiceId: registries.proxyId, InstanceId: proxy, Attributes: { AWS_INSTANCE_IPV4: address } }));
  return fake;
}
