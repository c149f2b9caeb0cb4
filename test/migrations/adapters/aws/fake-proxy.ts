import { createServer } from 'node:http';
import { RegisterInstanceCommand } from '@aws-sdk/client-servicediscovery';
import { NOTHING_COUNTED, type GroupCounters } from '../../../../domain/counters.ts';
import { NO_NOISE } from '../../../../domain/noise.ts';
import type { GroupReport, ProxyReport } from '../../../../domain/proxy-report.ts';
import type { World } from './world.ts';

/** A task of the proxy as far as its reports go: known to Cloud Map, at an address of its own. */
export interface FakeProxy {
  readonly address: string;
  /** Its counters of the group "catalog". */
  counters: GroupCounters;
  routes: GroupReport['routes'];
  differences: GroupReport['differences'];
  noise: GroupReport['noise'];
  close(): Promise<void>;
}

let addresses = 0;

export async function startFakeProxy({ person, config, registries }: World, proxy: string, startedAt: number): Promise<FakeProxy> {
  const address = `127.43.${process.pid % 250}.${1 + (addresses++ % 250)}`;
  const fake: FakeProxy = { address, counters: NOTHING_COUNTED, routes: [], differences: [], noise: NO_NOISE, close: () => new Promise((resolve) => server.close(() => resolve())) };
  const server = createServer((_, response) => {
    const report: ProxyReport = { proxy, startedAt, flags: 'fresh', groups: { catalog: { ...fake.counters, routes: fake.routes, differences: fake.differences, noise: fake.noise } } };
    response.setHeader('connection', 'close').end(JSON.stringify(report));
  });
  await new Promise<void>((resolve) => server.listen(config.proxy.reportPort, address, resolve));
  await person.cloudMap.send(new RegisterInstanceCommand({ ServiceId: registries.proxyId, InstanceId: proxy, Attributes: { AWS_INSTANCE_IPV4: address } }));
  return fake;
}
