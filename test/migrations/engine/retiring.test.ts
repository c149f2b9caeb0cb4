import { expect, test } from '@jest/globals';
import { RETIRED_GROUPS_VARIABLE } from '../../../domain/proxy-groups.ts';
import { findStop } from '../../../domain/stop.ts';
import { run, settle, step } from '../../../migrations/engine/drive.ts';
import { whatRetiringEnds } from '../../../migrations/engine/retiring.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import type { LoggedLegacy } from '../../../domain/logged-legacy.ts';
import type { Engine } from '../../../migrations/engine/engine.ts';
import type { AccessLog } from '../../../migrations/ports/access-log.ts';
import { dataMigration } from '../../support/data-migration.ts';
import { exampleMigration } from '../../support/example-migration.ts';
import { createFakeWorld } from '../../support/fake-world.ts';

const options = { why: 'test', pollMs: 1_000, patienceMs: 60_000 };

async function beforeTheEnd() {
  const world = createFakeWorld();
  await run(world.engine, world.migration, { ...options, until: findStop(world.migration, 'weight:100') ?? { kind: 'start' } });
  return world;
}

test('nobody retires a group who has not said yes to what cannot be undone, and is told where to read what that is', async () => {
  const world = await beforeTheEnd();
  const cautious = { ...world.engine, mayRetire: false };
  const before = await world.snapshot();
  expect(await step(cautious, world.migration, options)).toMatchObject({ kind: 'held', because: expect.stringContaining('banyan retire catalog tells what it ends') });
  expect(await run(cautious, world.migration, options)).toMatchObject({ kind: 'held', because: expect.stringContaining('say --yes') });
  expect(await world.snapshot()).toBe(before);
  await run(world.engine, world.migration, options);
  expect(await world.position()).toBe('retire');
});

test.each([
  ['of any group the quick ways back', exampleMigration, 'the flags banyan.catalog and banyan.catalog.shadow are archived'],
  ['of one whose data has moved every way back', dataMigration, 'from then on orders cannot be rolled back at all'],
])('retiring ends: %s', (_, migration, words) => {
  expect(whatRetiringEnds(migration).join('; ')).toContain(words);
});

test('a yes opens no gate', async () => {
  const world = await beforeTheEnd();
  world.setGates('held', 'legacy answered somebody');
  expect(await step(world.engine, world.migration, options)).toMatchObject({ kind: 'held', because: expect.stringContaining('legacy answered somebody') });
});

test('what only the old path needed goes in order: the proxies are told and have rolled out before the flags go, and the park rule last', async () => {
  const world = await beforeTheEnd();
  const order: string[] = [];
  const engine = { ...world.engine, onChange: ({ kind }: { kind: string }) => void order.push(kind) };
  await tick(engine, world.migration, 'advance', 'test');
  await tick(engine, world.migration, 'converge', 'test');
  expect(order).toEqual(expect.arrayContaining(['tell-retired', 'archive-flags', 'remove-rules']));
  expect(order.indexOf('tell-retired')).toBeLessThan(order.indexOf('archive-flags'));
  expect(order.indexOf('archive-flags')).toBeLessThan(order.indexOf('remove-rules'));
  expect(world.ports.containers.environment()[RETIRED_GROUPS_VARIABLE]).toBe('["catalog"]');
});

test('flags stay while the proxies that know nothing of it still run', async () => {
  const world = await beforeTheEnd();
  await tick(world.engine, world.migration, 'advance', 'test');
  await world.ports.containers.configureProxy(RETIRED_GROUPS_VARIABLE, '["catalog"]');
  world.ports.containers.setRollout('proxy', 'in-progress');
  await tick(world.engine, world.migration, 'converge', 'test');
  expect(await world.ports.flags.observe('catalog')).toMatchObject({ on: true });
  world.ports.containers.setRollout('proxy', 'complete');
  await settle(world.engine, world.migration, options);
  expect(await world.ports.flags.observe('catalog')).toBe('none');
});

test('groups that others retired stay retired, and rolling back takes one’s own out again', async () => {
  const world = await beforeTheEnd();
  await world.ports.containers.configureProxy(RETIRED_GROUPS_VARIABLE, '["orders"]');
  await run(world.engine, world.migration, options);
  expect(world.ports.containers.environment()[RETIRED_GROUPS_VARIABLE]).toBe('["catalog","orders"]');
  await rollBack(world.engine, world.migration, 'deploy', 'test');
  await settle(world.engine, world.migration, options);
  expect(world.ports.containers.environment()[RETIRED_GROUPS_VARIABLE]).toBe('["orders"]');
});

test('before retiring the load balancer’s access log is asked from when the stop was reached, and at no other stop', async () => {
  const world = createFakeWorld();
  const asked: (readonly [string, number])[] = [];
  const silent: LoggedLegacy = { place: 's3://logs/shop', until: null, lastLegacyAt: null, callers: [], unreadableLines: 0, brokenFiles: [] };
  const accessLog: AccessLog = { since: async ({ name }, since) => (asked.push([name, since]), silent) };
  const seen: (LoggedLegacy | undefined)[] = [];
  const engine: Engine = { ...world.engine, ports: { ...world.ports, accessLog }, askGates: (gates, evidence) => (seen.push(evidence.accessLog), world.engine.askGates(gates, evidence)) };
  await run(engine, world.migration, { ...options, until: findStop(world.migration, 'weight:100') ?? { kind: 'start' } });
  expect(asked).toEqual([]);
  const reached = world.ports.clock.now();
  await step({ ...engine, mayRetire: false }, world.migration, options);
  expect(asked).toEqual([['catalog', reached]]);
  expect(seen.at(-1)).toBe(silent);
});
