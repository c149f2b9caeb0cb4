import { beforeEach, expect, test } from '@jest/globals';
import { readReport } from '../../../cli/report/migration-report.ts';
import { describeTick, differencesAt } from '../../../cli/driving/drive-options.ts';
import { NOTHING_COMPARED } from '../../../domain/counters.ts';
import { BanyanError } from '../../../domain/errors.ts';
import { run } from '../../../migrations/engine/drive.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';
import { group, price } from '../../shadow/report/example.ts';

const SENTENCE = /^GET \/api\/products\/:id \$\.items\[\]\.price: legacy 19\.99, candidate 20\.00, in 214 of 10,532 answers \(2\.03 %\), first seen .* UTC$/;

let world: FakeWorld;
let now: number;
const differ = (lastSeen = now) => {
  const differences = { one: { routes: [{ route: 'GET /api/products/:id', compared: 10_532 }], differences: [group({ firstSeen: lastSeen - 60_000, lastSeen })] } };
  world.ports.stats.setCounted('catalog', { differences, comparisons: { ...NOTHING_COMPARED, compared: 10_532, differing: 214 } });
};
beforeEach(async () => {
  world = createFakeWorld();
  await run(world.engine, world.migration, { why: 'test', pollMs: 1, patienceMs: 1_000, until: { kind: 'shadow', percent: 100 } });
  now = world.ports.clock.now();
});

test('tells where the migration stands, what the gates say, what was compared, how it differs, and what was decided', async () => {
  world.setGates('held', 'not yet');
  differ();
  expect(await readReport(world.engine, world.migration)).toMatchObject({
    migration: '0001-catalog',
    group: 'catalog',
    patterns: ['GET /api/products', 'GET /api/products/*', '/api/categories/*'],
    stop: 'shadow',
    now: { gates: expect.arrayContaining([{ gate: 'parity', state: 'held', because: 'not yet', evidence: {} }]), comparisons: { compared: 10_532 }, coverage: 1, proxies: { answered: 1, expected: 1 } },
    differences: { routes: [{ compared: 10_532 }], differences: [{ count: 214 }] },
    history: expect.arrayContaining([expect.objectContaining({ what: 'moved from start to deploy' }), expect.objectContaining({ what: 'moved from front to shadow', who: 'tester', why: 'test' })]),
  });
});

test('after a roll-back, with nothing of the world to be read, tells what the journal kept', async () => {
  differ();
  world.setGates('failed', 'too many differ');
  await tick(world.engine, world.migration, 'advance', 'test');
  world.ports.stats.setCounted('catalog', { differences: {} });
  const blind = { ...world.engine, ports: { ...world.ports, loadBalancer: { ...world.ports.loadBalancer, observe: () => Promise.reject(new BanyanError('AWS_UNREACHABLE', 'no answer')) } } };
  expect(await readReport(blind, world.migration)).toMatchObject({
    stop: 'deploy',
    now: { unknown: 'AWS_UNREACHABLE: no answer' },
    differences: { differences: [{ count: 214, samples: [{ differences: [price] }] }] },
  });
});

test('says nothing of what was last seen before this attempt', async () => {
  differ(1);
  expect((await readReport(world.engine, world.migration)).differences.differences).toEqual([]);
});

test('at a stop without gates reads what the proxies know all the same', async () => {
  world = createFakeWorld();
  await run(world.engine, world.migration, { why: 'test', pollMs: 1, patienceMs: 1_000, until: { kind: 'front', percent: 100 } });
  now = world.ports.clock.now();
  differ();
  expect(await readReport(world.engine, world.migration)).toMatchObject({ stop: 'front', now: { gates: [], comparisons: { compared: 10_532 } }, differences: { differences: [{ count: 214 }] } });
});

test.each([['failed', 'rolled-back'], ['held', 'held'], ['open', 'moved']] as const)('where parity is %s the first differences stand beside it as sentences', async (state, kind) => {
  world.setGates(state, 'so told');
  differ();
  const done = await tick(world.engine, world.migration, 'advance', 'test');
  expect(done.kind).toBe(kind);
  expect(describeTick(done).split('\n')).toHaveLength(1);
  expect(differencesAt(done, now)).toEqual([expect.stringMatching(SENTENCE)]);
});
