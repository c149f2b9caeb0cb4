import { createSocket, type Socket } from 'node:dgram';
import { promises as dns } from 'node:dns';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decode, encode, streamDecode, streamEncode, type Packet } from 'dns-packet';
import { createCloudMap } from '../../../sandbox/cloud-map/cloud-map.ts';
import { startDns, type DnsServer } from '../../../sandbox/cloud-map/dns.ts';
import type { Snapshot } from '../../../sandbox/state/snapshot.ts';
import { until } from '../../support/until.ts';

const cloudMap = createCloudMap({ region: 'us-east-1', account: '000000000000', now: Date.now, timeScale: 0.1 });
// oxlint-disable-next-line typescript/no-explicit-any -- each operation answers in its own shape
const call = (operation: string, input: object): any => cloudMap.service.operations[operation]?.(input);
const resolver = new dns.Resolver({ timeout: 2_000, tries: 1 });
let server: DnsServer;
let socket: Socket;
let namespaceId: string;

beforeAll(async () => {
  const { OperationId }: { OperationId: string } = call('CreatePrivateDnsNamespace', { Name: 'shop.internal', Vpc: 'vpc-1', Properties: { DnsProperties: { SOA: { TTL: 100 } } } });
  namespaceId = await until(() => {
    const { Operation }: { Operation: { Status: string; Targets: { NAMESPACE: string } } } = call('GetOperation', { OperationId });
    return Operation.Status === 'SUCCESS' ? Operation.Targets.NAMESPACE : undefined;
  });
  server = await startDns({ host: '127.0.0.1', lookup: cloudMap.lookup });
  resolver.setServers([`${server.host}:${server.port}`]);
  socket = createSocket('udp4');
  service('web', [['A', 20]], [{ AWS_INSTANCE_IPV4: '127.1.2.3' }, { AWS_INSTANCE_IPV4: '127.1.2.4' }]);
});
afterAll(async () => {
  socket.close();
  await server.close();
});

function service(Name: string, records: readonly (readonly [string, number])[], instances: readonly Record<string, string>[], more: object = {}): void {
  const DnsConfig = { DnsRecords: records.map(([Type, TTL]) => ({ Type, TTL })), ...('RoutingPolicy' in more ? more : {}) };
  const { Service }: { Service: { Arn: string } } = call('CreateService', { NamespaceId: namespaceId, Name, ...more, DnsConfig });
  instances.forEach((attributes, i) => cloudMap.instances.register(Service.Arn, `i-${i}`, attributes));
}

type Reply = Packet & { readonly rcode?: string; readonly flag_tc?: boolean };
const ask = async (query: Packet): Promise<Reply> => {
  socket.send(encode(query), server.port, server.host);
  const [message] = (await once(socket, 'message')) as [Buffer];
  return decode(message);
};
const query = (name: string, type: 'A' | 'AAAA' | 'SRV' | 'SOA' = 'A'): Packet => ({ type: 'query', id: 1, questions: [{ type, class: 'IN', name }] });
const addresses = Array.from({ length: 20 }, (_, i) => ({ AWS_INSTANCE_IPV4: `127.9.0.${i}` }));

test('a name has its addresses, for the time that its record is set to', async () => {
  const answers = await resolver.resolve4('web.shop.internal', { ttl: true });
  expect(answers.toSorted((a, b) => (a.address < b.address ? -1 : 1))).toEqual([
    { address: '127.1.2.3', ttl: 2 },
    { address: '127.1.2.4', ttl: 2 },
  ]);
});

test('a name that does not exist is NXDOMAIN; one that has no record of the type has no data; both with the authority that says for how long', async () => {
  await expect(resolver.resolve4('api.shop.internal')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(resolver.resolve6('web.shop.internal')).rejects.toMatchObject({ code: 'ENODATA' });
  const authorities = [{ type: 'SOA', name: 'shop.internal', ttl: 10, data: { minimum: 10 } }];
  expect(await ask(query('api.shop.internal'))).toMatchObject({ rcode: 'NXDOMAIN', answers: [], authorities });
  expect(await ask(query('web.shop.internal', 'AAAA'))).toMatchObject({ rcode: 'NOERROR', answers: [], authorities });
  expect(await ask(query('shop.internal'))).toMatchObject({ rcode: 'NOERROR', answers: [], authorities });
  expect(await ask(query('shop.internal', 'SOA'))).toMatchObject({ answers: [{ type: 'SOA' }] });
  expect(await ask(query('elsewhere.example'))).toMatchObject({ rcode: 'NXDOMAIN', authorities: [] });
});

test('a service without instances does not exist, and one whose name has a part before it leads to it', async () => {
  service('idle', [['A', 5]], []);
  service('v1.api', [['A', 5]], [{ AWS_INSTANCE_IPV4: '127.1.2.5' }]);
  expect(await ask(query('idle.shop.internal'))).toMatchObject({ rcode: 'NXDOMAIN' });
  expect(await ask(query('v1.api.shop.internal'))).toMatchObject({ answers: [{ data: '127.1.2.5' }] });
  expect(await ask(query('api.shop.internal'))).toMatchObject({ rcode: 'NOERROR', answers: [] });
});

test('AAAA and CNAME are answered', async () => {
  service('six', [['AAAA', 5]], [{ AWS_INSTANCE_IPV6: '::1' }]);
  service('other', [['CNAME', 5]], [{ AWS_INSTANCE_CNAME: 'web.shop.internal' }], { RoutingPolicy: 'WEIGHTED' });
  expect(await resolver.resolve6('six.shop.internal')).toEqual(['::1']);
  expect(await resolver.resolveCname('other.shop.internal')).toEqual(['web.shop.internal']);
});

test('SRV names each instance and its port, and the instances have addresses', async () => {
  service('ports', [['SRV', 5]], [{ AWS_INSTANCE_IPV4: '127.1.2.6', AWS_INSTANCE_PORT: '8080' }]);
  expect(await resolver.resolveSrv('ports.shop.internal')).toEqual([expect.objectContaining({ name: 'i-0.ports.shop.internal', port: 8_080, priority: 1, weight: 1 })]);
  expect(await resolver.resolve4('i-0.ports.shop.internal')).toEqual(['127.1.2.6']);
  expect((await ask(query('ports.shop.internal', 'SRV'))).additionals).toMatchObject([{ type: 'A', name: 'i-0.ports.shop.internal', data: '127.1.2.6' }]);
  await expect(resolver.resolve4('ports.shop.internal')).rejects.toMatchObject({ code: 'ENODATA' });
});

describe('of many instances', () => {
  test('eight are answered, not always the same', async () => {
    service('many', [['A', 5]], addresses);
    const seen = new Set<string>();
    for (let i = 0; i < 20; i += 1) {
      const answer = await resolver.resolve4('many.shop.internal');
      expect(answer).toHaveLength(8);
      for (const address of answer) seen.add(address);
    }
    expect(seen.size).toBeGreaterThan(8);
  });

  test('one is answered where they are weighted', async () => {
    service('weighted', [['A', 5]], addresses, { RoutingPolicy: 'WEIGHTED' });
    expect(await resolver.resolve4('weighted.shop.internal')).toHaveLength(1);
  });

  test('the healthy ones are answered, and of none that is healthy all', async () => {
    const [first, ...others] = addresses.slice(0, 3).map((each) => ({ ...each, AWS_INIT_HEALTH_STATUS: 'UNHEALTHY' }));
    service('some', [['A', 5]], [{ ...first, AWS_INSTANCE_IPV4: '127.9.9.9', AWS_INIT_HEALTH_STATUS: 'HEALTHY' }, ...others], { HealthCheckCustomConfig: {} });
    service('none', [['A', 5]], others, { HealthCheckCustomConfig: {} });
    expect(await resolver.resolve4('some.shop.internal')).toEqual(['127.9.9.9']);
    expect(await resolver.resolve4('none.shop.internal')).toHaveLength(2);
  });
});

describe('an answer that is too long for UDP', () => {
  const name = `ports.${'long'.repeat(15)}.shop.internal`;
  beforeEach(() => {
    if (cloudMap.lookup(name, 'SRV').kind !== 'found') service(name.replace('.shop.internal', ''), [['SRV', 5]], addresses.map((each) => ({ ...each, AWS_INSTANCE_PORT: '80' })));
  });

  test('is cut, and whole over TCP', async () => {
    expect(await ask(query(name, 'SRV'))).toMatchObject({ flag_tc: true, answers: [] });
    expect(await resolver.resolveSrv(name)).toHaveLength(8);
    const connection = connect(server.port, server.host);
    const message = streamEncode(query(name, 'SRV'));
    // In two parts, and a second question right behind.
    connection.write(message.subarray(0, 5));
    connection.write(Buffer.concat([message.subarray(5), message]));
    let received = Buffer.alloc(0);
    connection.on('data', (chunk: Buffer) => (received = Buffer.concat([received, chunk])));
    const second = await until(() => {
      const rest = received.subarray(2 + (received.length < 2 ? 0 : received.readUInt16BE()));
      return rest.length > 2 && rest.length === 2 + rest.readUInt16BE() ? rest : undefined;
    });
    expect([received, second].map((message) => streamDecode(message).answers?.length)).toEqual([8, 8]);
    connection.destroy();
  });

  test('is whole where the caller takes more', async () => {
    const additionals: Packet['additionals'] = [{ type: 'OPT', name: '.', udpPayloadSize: 4_096, extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] } as never];
    expect(await ask({ ...query(name, 'SRV'), additionals })).toMatchObject({ flag_tc: false, answers: { length: 8 } });
  });
});

test('the question comes back as it was asked', async () => {
  const answer = await ask({ type: 'query', id: 7, flags: 1 << 8, questions: [{ type: 'A', class: 'IN', name: 'WEB.shop.Internal' }] });
  expect(answer).toMatchObject({ type: 'response', id: 7, rcode: 'NOERROR', flag_aa: true, flag_rd: true, questions: [{ name: 'WEB.shop.Internal' }], answers: [{ name: 'WEB.shop.Internal' }, {}] });
});

test('what is no standard query is refused', async () => {
  expect(await ask({ ...query('web.shop.internal'), flags: 2 << 11 })).toMatchObject({ rcode: 'NOTIMP' });
  expect(await ask({ type: 'query', id: 2, questions: [{ type: 'A', class: 'CH', name: 'web.shop.internal' }] })).toMatchObject({ rcode: 'REFUSED' });
});

test('garbage, and answers sent to it, are ignored', async () => {
  const question = { type: 'A', class: 'IN', name: 'web.shop.internal' } as const;
  const garbage = [Buffer.alloc(0), Buffer.from([1, 2, 3]), Buffer.alloc(12, 0xff), Buffer.from('c00c'.repeat(20), 'hex'), encode({ type: 'response', id: 9, questions: [question] }), encode({ type: 'query', id: 9 })];
  for (const message of garbage) socket.send(message, server.port, server.host);
  const connection = connect(server.port, server.host);
  connection.write(Buffer.concat([Buffer.from([0, 3]), Buffer.from([1, 2, 3])]));
  await once(connection, 'close');
  expect(await ask({ type: 'query', id: 10, questions: [question] })).toMatchObject({ id: 10, rcode: 'NOERROR' });
});

test('after a restart everything is as it was, but for operations that were under way: they have failed', async () => {
  const { Services }: { Services: readonly { Id: string; Name: string }[] } = call('ListServices', {});
  const web = Services.find(({ Name }) => Name === 'web')?.Id;
  call('UpdateService', { Id: web, Service: { DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 1 }] } } });
  const snapshot = JSON.parse(JSON.stringify(cloudMap.snapshot())) as Snapshot;
  const again = createCloudMap({ region: 'us-east-1', account: '000000000000', now: Date.now, timeScale: 0.1, restored: snapshot });
  const both = (operation: string, input: object = {}) => [cloudMap, again].map((each) => each.service.operations[operation]?.(input));
  for (const [before, after] of [both('ListNamespaces'), both('ListServices'), both('ListInstances', { ServiceId: web }), both('GetService', { Id: web }), both('DiscoverInstancesRevision', { NamespaceName: 'shop.internal', ServiceName: 'web' })]) expect(after).toEqual(before);
  expect(again.resolve('web.shop.internal').toSorted()).toEqual(['127.1.2.3', '127.1.2.4']);
  expect(again.service.operations['ListOperations']?.({ Filters: [{ Name: 'STATUS', Values: ['FAIL'] }] })).toMatchObject({ Operations: [{ Status: 'FAIL' }] });
});
