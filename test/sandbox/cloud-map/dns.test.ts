import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { promises as dns } from 'node:dns';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decode, encode, type Packet } from 'dns-packet';
import { startDns, type DnsServer } from '../../../sandbox/cloud-map/dns.ts';

let server: DnsServer;
let socket: Socket;
const resolver = new dns.Resolver({ timeout: 2_000, tries: 1 });

beforeAll(async () => {
  server = await startDns({ host: '127.0.0.1', resolve: (name) => (name.toLowerCase() === 'web.shop.internal' ? ['127.1.2.3', '127.1.2.4'] : []) });
  resolver.setServers([`${server.host}:${server.port}`]);
  socket = createSocket('udp4');
});
afterAll(async () => {
  socket.close();
  await server.close();
});

const ask = async (query: Packet): Promise<Packet & { readonly rcode?: string }> => {
  socket.send(encode(query), server.port, server.host);
  const [message] = (await once(socket, 'message')) as [Buffer];
  return decode(message);
};

test('a name has its addresses, for a second', async () => {
  const answers = await resolver.resolve4('web.shop.internal', { ttl: true });
  expect(answers.toSorted((a, b) => (a.address < b.address ? -1 : 1))).toEqual([
    { address: '127.1.2.3', ttl: 1 },
    { address: '127.1.2.4', ttl: 1 },
  ]);
});

test('a name that does not exist is NXDOMAIN; one that has no record of the type has no data', async () => {
  await expect(resolver.resolve4('api.shop.internal')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(resolver.resolve6('web.shop.internal')).rejects.toMatchObject({ code: 'ENODATA' });
});

test('the question comes back as it was asked', async () => {
  const answer = await ask({ type: 'query', id: 7, flags: 1 << 8, questions: [{ type: 'A', class: 'IN', name: 'WEB.shop.Internal' }] });
  expect(answer).toMatchObject({ type: 'response', id: 7, rcode: 'NOERROR', flag_aa: true, flag_rd: true, questions: [{ name: 'WEB.shop.Internal' }] });
});

test('what is no standard query is refused', async () => {
  expect(await ask({ type: 'query', id: 1, flags: 2 << 11, questions: [{ type: 'A', name: 'web.shop.internal' }] })).toMatchObject({ rcode: 'NOTIMP' });
  expect(await ask({ type: 'query', id: 2, questions: [{ type: 'A', class: 'CH', name: 'web.shop.internal' }] })).toMatchObject({ rcode: 'REFUSED' });
});

test('garbage, and answers sent to it, are ignored', async () => {
  const question = { type: 'A', class: 'IN', name: 'web.shop.internal' } as const;
  const garbage = [Buffer.alloc(0), Buffer.from([1, 2, 3]), Buffer.alloc(12, 0xff), Buffer.from('c00c'.repeat(20), 'hex'), encode({ type: 'response', id: 9, questions: [question] }), encode({ type: 'query', id: 9 })];
  for (const message of garbage) socket.send(message, server.port, server.host);
  expect(await ask({ type: 'query', id: 10, questions: [question] })).toMatchObject({ id: 10, rcode: 'NOERROR' });
});
