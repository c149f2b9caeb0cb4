import { expect, test } from '@jest/globals';
import { encode, decode, type Answer } from 'dns-packet';
import { createSocket } from 'node:dgram';
import { createResolver, dnsLookup, type Lookup } from '../../../proxy/forwarding/resolve.ts';
import { onCleanup } from '../support/cleanup.ts';

const HOST = 'catalog.shop.internal';

function resolverOf(lookup: Lookup) {
  const clock = { ms: 0 };
  let lookups = 0;
  const counted: Lookup = (host) => {
    lookups += 1;
    return lookup(host);
  };
  return { clock, lookups: () => lookups, resolver: createResolver({ lookup: counted, now: () => clock.ms }) };
}

const failure = (code: string) => Object.assign(new Error(code), { code });
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('an answer holds for a second; then the next one is fetched beside the requests', async () => {
  const answers = [['10.0.0.1'], ['10.0.0.2']];
  const { resolver, clock, lookups } = resolverOf(async () => answers.shift() ?? []);
  expect(await resolver.addresses(HOST)).toEqual(['10.0.0.1']);
  clock.ms = 999;
  expect([await resolver.addresses(HOST), lookups()]).toEqual([['10.0.0.1'], 1]);
  clock.ms = 1_000;
  expect(await resolver.addresses(HOST)).toEqual(['10.0.0.1']);
  await turn();
  expect([await resolver.addresses(HOST), lookups()]).toEqual([['10.0.0.2'], 2]);
});

test('after ten seconds without a request the old answer is not used: the address may be another service’s', async () => {
  const answers = [['10.0.0.1'], ['10.0.0.2']];
  const { resolver, clock } = resolverOf(async () => answers.shift() ?? []);
  await resolver.addresses(HOST);
  clock.ms = 10_000;
  expect(await resolver.addresses(HOST)).toEqual(['10.0.0.2']);
});

test('the last good answer is kept when DNS fails', async () => {
  let fails = false;
  const { resolver, clock } = resolverOf(async () => {
    if (fails) throw failure('ESERVFAIL');
    return ['10.0.0.1'];
  });
  await resolver.addresses(HOST);
  fails = true;
  clock.ms = 60_000;
  expect(await resolver.addresses(HOST)).toEqual(['10.0.0.1']);
  expect(resolver.isKnown(HOST)).toBe(true);
});

test('a name without any answer is unknown, and asking it fails', async () => {
  const { resolver } = resolverOf(() => Promise.reject(failure('ESERVFAIL')));
  expect(resolver.isKnown(HOST)).toBe(false);
  await expect(resolver.addresses(HOST)).rejects.toThrow('ESERVFAIL');
});

test('a name that is gone from DNS is unknown, until it is back', async () => {
  let gone = false;
  const { resolver, clock } = resolverOf(async () => {
    if (gone) throw failure('ENOTFOUND');
    return ['10.0.0.1'];
  });
  await resolver.addresses(HOST);
  gone = true;
  clock.ms = 1_000;
  expect(resolver.isKnown(HOST)).toBe(true);
  await turn();
  expect(resolver.isKnown(HOST)).toBe(false);
  gone = false;
  clock.ms = 2_000;
  resolver.isKnown(HOST);
  await turn();
  expect(resolver.isKnown(HOST)).toBe(true);
});

test('lookups under way are shared', async () => {
  const { resolver, lookups } = resolverOf(async () => ['10.0.0.1']);
  await Promise.all(Array.from({ length: 50 }, () => resolver.addresses(HOST)));
  expect(lookups()).toBe(1);
});

test('an address is its own answer', async () => {
  const { resolver, lookups } = resolverOf(async () => []);
  expect([await resolver.addresses('127.0.0.9'), await resolver.addresses('::1'), resolver.isKnown('127.0.0.9'), lookups()]).toEqual([['127.0.0.9'], ['::1'], true, 0]);
});

test('a DNS server that is named is asked; plain names are the system’s', async () => {
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address }) => {
    const { id, questions = [] } = decode(message);
    const answers: Answer[] = questions[0]?.name === HOST ? ['127.3.0.1', '127.3.0.2'].map((data) => ({ type: 'A', name: HOST, ttl: 1, data })) : [];
    socket.send(encode({ type: 'response', id: id ?? 0, flags: answers.length > 0 ? 0 : 3, questions, answers }), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onCleanup(() => socket.close());
  const lookup = dnsLookup(`127.0.0.1:${socket.address().port}`);
  expect(await lookup(HOST)).toEqual(['127.3.0.1', '127.3.0.2']);
  await expect(lookup('gone.shop.internal')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  expect(await lookup('localhost')).toEqual(expect.arrayContaining(['127.0.0.1']));
});
