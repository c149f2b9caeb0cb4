import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DifferenceGroup, DifferencesByProxy } from '../../../domain/difference.ts';
import type { JournalEntry } from '../../../domain/journal-entry.ts';
import { allDifferences } from '../../../domain/merge-differences.ts';
import { run } from '../../../migrations/engine/drive.ts';
import { attemptBegan, keptDifferences, knownDifferences } from '../../../migrations/engine/known-differences.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const group = (rest: Partial<DifferenceGroup> = {}): DifferenceGroup => ({
  signature: 's',
  route: 'GET /a',
  legacyStatus: 200,
  candidateStatus: 200,
  fields: [{ path: '$.price', kind: 'value', count: 1 }],
  count: 1,
  firstSeen: 0,
  lastSeen: Number.MAX_SAFE_INTEGER,
  samples: [],
  everyMs: 1,
  ...rest,
});
const told = (count: number, more: Partial<DifferenceGroup> = {}) => ({ routes: [{ route: 'GET /a', compared: 10 * count }], differences: [group({ count, ...more })] });

describe('the engine', () => {
  let world: FakeWorld;
  const differ = (differences: DifferencesByProxy) => world.ports.stats.setCounted('catalog', { differences });
  const reach = (name: string) => run(world.engine, world.migration, { why: 'test', pollMs: 1, patienceMs: 1_000, until: { kind: name as 'shadow', percent: 100 } });
  const last = async () => (await world.ports.journal.read('0001-catalog')).at(-1);
  beforeEach(async () => {
    world = createFakeWorld();
    await reach('shadow');
  });

  test('writes how answers differ beside a verdict that is news, and tells it', async () => {
    world.setGates('held', 'not yet');
    differ({ one: told(3), other: told(4) });
    expect(await tick(world.engine, world.migration, 'advance', 'test')).toMatchObject({ kind: 'held', differences: { differences: [{ count: 7 }] } });
    expect(await last()).toMatchObject({ kind: 'verdict', differences: { one: { differences: [{ count: 3 }] }, other: { differences: [{ count: 4 }] } } });
  });

  test.each([['failed', 'rolled-back', 'roll-back'], ['open', 'moved', 'advance']] as const)('writes it with the move where the gates are %s', async (state, kind, how) => {
    world.setGates(state, 'so told');
    differ({ one: told(3) });
    expect(await tick(world.engine, world.migration, 'advance', 'test')).toMatchObject({ kind, differences: { differences: [{ count: 3 }] } });
    expect(await last()).toMatchObject({ kind: 'moved', how, differences: { one: { differences: [{ count: 3 }] } } });
  });

  test('tells of no difference that was last seen before the migration came to the stop', async () => {
    world.setGates('held', 'not yet');
    differ({ one: told(3, { lastSeen: 1 }) });
    expect(await tick(world.engine, world.migration, 'advance', 'test')).not.toHaveProperty('differences');
  });

  test('writes nothing where nothing was compared', async () => {
    world.setGates('held', 'not yet');
    await tick(world.engine, world.migration, 'advance', 'test');
    expect(await last()).not.toHaveProperty('differences');
  });
});

describe('an entry', () => {
  test('keeps the most frequent groups, those seen at the stop before older ones, and all others as one', () => {
    const old = Array.from({ length: 30 }, (_, i) => group({ signature: `old-${i}`, count: 100 + i, lastSeen: 5 }));
    const { differences } = keptDifferences({ since: 10, differences: { one: { routes: [], differences: [...old, group({ signature: 'new', lastSeen: 20 })] } } });
    const kept = differences?.['one']?.differences ?? [];
    expect(kept).toHaveLength(21);
    expect(kept[0]?.signature).toBe('new');
    expect(kept.reduce((sum, { count }) => sum + count, 0)).toBe(1 + old.reduce((sum, { count }) => sum + count, 0));
  });

  test('stays small however much many proxies know', () => {
    const long = group({ samples: [{ at: 1, request: 'x'.repeat(5_000), differences: [] }] });
    const proxies = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`p${i}`, { routes: [], differences: Array.from({ length: 20 }, (_, j) => ({ ...long, signature: String(j) })) }]));
    expect(JSON.stringify(keptDifferences({ since: 0, differences: proxies })).length).toBeLessThan(400_000);
  });
});

describe('what is known', () => {
  const header = { who: 'ada', why: 'test' };
  const moved = (at: string, from: string, to: string, differences?: DifferencesByProxy): JournalEntry => ({
    ...header,
    at,
    kind: 'moved',
    how: to === 'deploy' && from !== 'start' ? 'roll-back' : 'advance',
    from,
    to,
    verdicts: [],
    mark: { at: 0, proxies: {}, slowAboveMs: null },
    ...(differences && { differences }),
  });
  const entries = [
    moved('2026-01-01T00:00:00.000Z', 'deploy', 'front', { first: told(50) }),
    moved('2026-01-02T00:00:00.000Z', 'shadow', 'deploy', { first: told(60) }),
    moved('2026-01-03T00:00:00.000Z', 'deploy', 'front'),
    moved('2026-01-04T00:00:00.000Z', 'front', 'shadow', { gone: told(3), here: told(4) }),
    moved('2026-01-05T00:00:00.000Z', 'shadow', 'cohort:1', { here: told(5) }),
  ];

  test('is of each proxy what was read last, of this attempt only', () => {
    expect(knownDifferences(entries, { here: told(6), fresh: told(1) })).toEqual({ gone: told(3), here: told(6), fresh: told(1) });
    expect(knownDifferences(entries)).toEqual({ gone: told(3), here: told(5) });
    expect(attemptBegan(entries)).toBe(Date.UTC(2026, 0, 3));
  });

  test('after a roll-back is still that of the attempt that failed', () => {
    expect(knownDifferences(entries.slice(0, 2))).toEqual({ first: told(60) });
  });

  test('survives proxies that are restarted: their sum only grows', () => {
    const sum = (now: DifferencesByProxy) => allDifferences(knownDifferences(entries, now)).differences[0]?.count;
    expect([sum({ here: told(5) }), sum({ 'here-anew': told(1) })]).toEqual([8, 9]);
  });

  test('is nothing before anything was tried', () => {
    expect(knownDifferences([])).toEqual({});
    expect(attemptBegan([])).toBe(0);
  });

  test('takes a proxy of any name', () => {
    const hostile = JSON.parse('{"__proto__":{"routes":[],"differences":[]}}') as DifferencesByProxy;
    expect(Object.keys(knownDifferences(entries, hostile))).toContain('__proto__');
  });
});
