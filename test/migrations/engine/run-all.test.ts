import { expect, test } from '@jest/globals';
import { BanyanError } from '../../../domain/errors.ts';
import type { GateVerdict } from '../../../domain/gate.ts';
import { positionOf } from '../../../domain/journal-entry.ts';
import type { Migration } from '../../../domain/migration.ts';
import { stopName, stopsOf } from '../../../domain/stop.ts';
import { hold } from '../../../migrations/engine/hold.ts';
import { runAll, type RunAllOptions, type Together } from '../../../migrations/engine/run-all.ts';
import { exampleMigration } from '../../support/example-migration.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const options = { why: 'test', pollMs: 1_000, patienceMs: 60_000 };
const LAST = stopsOf(exampleMigration).map(stopName).at(-1)!;

function migrationOf(name: string, after: Migration['after'] = []): Migration {
  const { candidate } = exampleMigration;
  return { ...exampleMigration, id: `1-${name}`, group: { name, patterns: [{ method: '*', path: `/${name}/*` }] }, candidate: { ...candidate, service: name, discovery: name }, after };
}
const afterLast = (name: string) => ({ text: name, migration: `1-${name}`, reached: [LAST] });

/** A world whose shared readings are counted. */
function openWorld(): { world: FakeWorld; together: Together; rounds: () => number } {
  const world = createFakeWorld();
  let rounds = 0;
  return { world, together: { begin: () => void (rounds += 1), ports: world.ports }, rounds: () => rounds };
}
const ofGroup = (world: FakeWorld, answers: Readonly<Record<string, GateVerdict['state']>>) => ({
  ...world.engine,
  ports: { ...world.ports, stats: { ...world.ports.stats, since: async (group: string, mark: never) => ({ ...(await world.ports.stats.since(group, mark)), lastLegacyAt: Object.keys(answers).indexOf(group) }) } },
  askGates: async (_: unknown, { lastLegacyAt }: { lastLegacyAt: number | null }): Promise<readonly GateVerdict[]> => {
    const group = Object.keys(answers)[lastLegacyAt ?? -1] ?? '';
    return [{ gate: 'parity', state: answers[group] ?? 'open', because: `of ${group}`, evidence: {} }];
  },
});
const position = async (world: FakeWorld, id: string) => positionOf(await world.ports.journal.read(id));
const moves = async (world: FakeWorld, ids: readonly string[]) => (await Promise.all(ids.map((id) => world.ports.journal.read(id)))).flat().filter(({ kind }) => kind === 'moved').toSorted((a, b) => (a.at < b.at ? -1 : 1));

test('all migrations come to their last stops, and one that comes after another begins when that has', async () => {
  const { world, together } = openWorld();
  const [catalog, orders, pages] = [migrationOf('catalog'), migrationOf('orders', [afterLast('catalog')]), migrationOf('pages')];
  const story: string[] = [];
  const onTick: RunAllOptions['onTick'] = ({ group }, tick) => void (tick.kind === 'moved' && story.push(`${group.name} ${stopName(tick.to)}`));
  const ends = await runAll(world.engine, together, [orders, catalog, pages], { ...options, onTick });
  expect(Object.fromEntries([...ends].map(([id, end]) => [id, end instanceof BanyanError ? end.message : end.kind]))).toEqual({ '1-catalog': 'finished', '1-orders': 'finished', '1-pages': 'finished' });
  expect(story.indexOf('orders deploy')).toBeGreaterThan(story.indexOf(`catalog ${LAST}`));
  expect(story.indexOf('pages deploy')).toBeLessThan(story.indexOf('catalog front'));
  expect(await moves(world, ['1-catalog', '1-orders', '1-pages'])).toHaveLength(3 * (stopsOf(exampleMigration).length - 1));
});

test('one that is rolled back ends, the others go on, and what comes after it is left held', async () => {
  const { world, together } = openWorld();
  const engine = ofGroup(world, { catalog: 'failed' });
  const ends = await runAll(engine, { ...together, ports: engine.ports }, [migrationOf('catalog'), migrationOf('orders', [afterLast('catalog')]), migrationOf('last', [afterLast('orders')]), migrationOf('pages')], options);
  expect(Object.fromEntries([...ends].map(([id, end]) => [id, end instanceof BanyanError ? end.message : end.kind]))).toEqual({ '1-catalog': 'rolled-back', '1-orders': 'held', '1-last': 'held', '1-pages': 'finished' });
  expect(await position(world, '1-catalog')).toBe('deploy');
  expect(await position(world, '1-orders')).toBe('start');
});

test('what is wrong with one of them ends that one alone', async () => {
  const { world, together } = openWorld();
  world.ports.discovery.names.set('orders', null);
  const ends = await runAll(world.engine, together, [migrationOf('orders'), migrationOf('catalog')], options);
  expect(ends.get('1-orders')).toMatchObject({ code: 'FOREIGN_RESOURCE' });
  expect(ends.get('1-catalog')).toMatchObject({ kind: 'finished' });
});

test('what passes by itself is waited for, and for no longer than patience lasts', async () => {
  const { world, together } = openWorld();
  let calls = 0;
  const flags = { ...world.ports.flags, ensure: async (...given: Parameters<typeof world.ports.flags.ensure>) => {
    calls += 1;
    if (calls < 5) throw new BanyanError('UNLEASH_UNREACHABLE', 'down');
    return world.ports.flags.ensure(...given);
  } };
  const ports = { ...world.ports, flags };
  const ends = await runAll({ ...world.engine, ports }, { ...together, ports }, [migrationOf('catalog')], options);
  expect(ends.get('1-catalog')).toMatchObject({ kind: 'finished' });
  const down = { ...ports, flags: { ...flags, ensure: async () => Promise.reject(new BanyanError('UNLEASH_UNREACHABLE', 'down')) } };
  const other = await runAll({ ...world.engine, ports: down }, { ...together, ports: down }, [migrationOf('orders')], options);
  expect(other.get('1-orders')).toMatchObject({ code: 'UNLEASH_UNREACHABLE' });
});

test('a migration that is held costs a shared look a round and nothing else, and goes on when it is resumed', async () => {
  const { world, together, rounds } = openWorld();
  const catalog = migrationOf('catalog');
  const stop = new AbortController();
  let own = 0;
  const ports = { ...world.ports, loadBalancer: { ...world.ports.loadBalancer, observe: async (groups: readonly string[]) => ((own += 1), world.ports.loadBalancer.observe(groups)) } };
  await hold(world.engine, catalog, 'not today');
  const clock = { ...world.ports.clock, sleep: async (ms: number) => {
    await world.ports.clock.sleep(ms);
    if (rounds() === 20) stop.abort();
  } };
  await expect(runAll({ ...world.engine, ports: { ...ports, clock } }, together, [catalog], { ...options, signal: stop.signal })).rejects.toThrow();
  expect(rounds()).toBe(20);
  // Two ticks of its own: the first finds that the world is as desired, the second writes down what holds it.
  expect(own).toBe(2);
});

test('drift of one that waits is put right', async () => {
  const { world, together } = openWorld();
  const catalog = migrationOf('catalog');
  const engine = ofGroup(world, { catalog: 'open' });
  let held = 0;
  const askGates: typeof engine.askGates = async () => {
    held += 1;
    if (held === 60) await world.ports.loadBalancer.removeRules('catalog', 'group');
    return [{ gate: 'parity', state: held < 100 ? 'held' : 'open', because: 'waits', evidence: {} }];
  };
  const kinds: string[] = [];
  await runAll({ ...engine, askGates }, { ...together, ports: engine.ports }, [catalog], { ...options, onTick: (_, tick) => void kinds.push(tick.kind === 'changed' && tick.drift.length > 0 ? 'drift' : tick.kind) });
  expect(kinds).toContain('drift');
  expect(kinds.at(-1)).toBe('finished');
});
