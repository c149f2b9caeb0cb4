import { describe, expect, test } from '@jest/globals';
import type { ObservedData } from '../../../domain/data-movement.ts';
import { BanyanError } from '../../../domain/errors.ts';
import { findStop } from '../../../domain/stop.ts';
import type { Change } from '../../../migrations/engine/change.ts';
import { run, settle, settleBack } from '../../../migrations/engine/drive.ts';
import type { Engine } from '../../../migrations/engine/engine.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { readGates, survey } from '../../../migrations/engine/survey.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import { askGates } from '../../../migrations/gates/ask-gates.ts';
import { dataMigration as migration } from '../../support/data-migration.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const DRIVE = { why: 'test', pollMs: 1_000, patienceMs: 60_000 };

/** A world whose migration stands there, and what has been changed in it since. */
async function standingAt(stop: string, options: { readonly drift?: Engine['drift'] } = {}): Promise<FakeWorld & { readonly engine: Engine; readonly made: string[] }> {
  const world = createFakeWorld({ migration, ...options });
  const made: string[] = [];
  const engine: Engine = { ...world.engine, onChange: (change) => void made.push(inShort(change)) };
  await run(engine, migration, { ...DRIVE, until: findStop(migration, stop) ?? { kind: 'start' } });
  made.length = 0;
  return { ...world, engine, made };
}

function inShort(made: Change): string {
  if (made.kind === 'put-rule') return `rule ${made.rule.targets.map(({ targetGroup, percent }) => `${targetGroup} ${percent}`).join(' ')}`;
  if (made.kind === 'set-flags') return `flags ${made.state.on ? 'on' : 'off'}, cohort ${made.state.cohortPercent}, writes ${made.state.writes}`;
  return 'data' in made ? `${made.kind} ${made.data.flow}` : made.kind;
}

function change({ ports }: FakeWorld, given: Partial<ObservedData>): void {
  const now = ports.mover.groups.get('orders');
  if (!now) throw new Error('no data moves');
  ports.mover.groups.set('orders', { ...now, ...given });
}

test('up to the end each stop asks the mover for its own, and the owner changes once', async () => {
  const world = await standingAt('deploy');
  await run(world.engine, migration, DRIVE);
  expect(world.made.filter((each) => /data|cut|return/.test(each))).toEqual(['set-data forward', 'set-data forward', 'set-data forward', 'cut-over reverse', 'set-data ended']);
  expect(world.ports.mover.handovers).toEqual(['orders: candidate']);
});

test('at the cutover the stores change owner first, and the flag that tells the proxies follows', async () => {
  const world = await standingAt('cohort:10');
  await run(world.engine, migration, { ...DRIVE, until: { kind: 'cutover' } });
  expect(world.made).toEqual(['cut-over reverse', 'flags on, cohort 10, writes candidate']);
});

test('the journal keeps how long writers waited', async () => {
  const world = await standingAt('cutover');
  const entries = await world.ports.journal.read(migration.id);
  expect(entries.flatMap((entry) => (entry.kind === 'outcome' && entry.pause ? [[entry.stop, entry.pause.ms]] : []))).toEqual([['cutover', 40]]);
});

describe('rolling back', () => {
  test('before the cutover pulls the levers of any group, and then ends the capture', async () => {
    const world = await standingAt('cohort:10');
    await rollBack(world.engine, migration, 'deploy', 'test');
    expect(world.made).toEqual(['override-proxies', 'flags off, cohort 0, writes legacy', 'remove-rules']);
    await settle(world.engine, migration, DRIVE);
    expect(world.made.slice(3)).toEqual(['set-data none']);
    expect(world.ports.mover.handovers).toEqual([]);
  });

  test('after it: everybody through the proxies, reads to legacy, then the writes, and only then is the rule gone', async () => {
    const world = await standingAt('reverse');
    await rollBack(world.engine, migration, 'deploy', 'test');
    expect(world.made).toEqual(['override-proxies', 'flags off, cohort 0, writes candidate', 'rule proxy 100']);
    await settleBack(world.engine, migration, DRIVE);
    expect(world.made.slice(3)).toEqual(['return-writes forward', 'flags off, cohort 0, writes legacy', 'remove-rules', 'renew-tasks', 'set-data none']);
    expect(world.ports.mover.handovers).toEqual(['orders: candidate', 'orders: legacy']);
    expect(await world.position()).toBe('deploy');
  });

  test('to the start leaves nothing of the movement in the stores', async () => {
    const world = await standingAt('weight:50');
    await rollBack(world.engine, migration, 'start', 'test');
    await settle(world.engine, migration, DRIVE);
    expect(world.ports.mover.groups.size).toBe(0);
    expect(world.ports.mover.handovers).toEqual(['orders: candidate', 'orders: legacy']);
  });

  test('by a gate that fails goes the same way', async () => {
    const world = await standingAt('weight:50');
    world.setGates('failed', 'too many errors');
    expect(await tick(world.engine, migration, 'advance', 'test')).toMatchObject({ kind: 'rolled-back' });
    await settle(world.engine, migration, DRIVE);
    expect(world.made).toEqual(['flags off, cohort 0, writes candidate', 'rule proxy 100', 'return-writes forward', 'flags off, cohort 0, writes legacy', 'remove-rules', 'renew-tasks', 'set-data none']);
  });

  test('where nothing flows back any more is refused before anything is changed, and says what would be lost', async () => {
    const world = await standingAt('retire');
    change(world, { ended: { at: Date.parse('2026-05-01T10:00:00Z'), writes: { orders: 1_204, order_items: 3_310, carts: 0 } } });
    const [before, entries] = [await world.snapshot(), (await world.ports.journal.read(migration.id)).length];
    await expect(rollBack(world.engine, migration, 'start', 'test')).rejects.toMatchObject({
      code: 'WRITES_WOULD_BE_LOST',
      message: "0002-orders is not rolled back: nothing flows back since 2026-05-01T10:00:00.000Z: 1,204 rows of orders, 3,310 rows of order_items were written since, and legacy's store has none of it",
    });
    expect([await world.snapshot(), (await world.ports.journal.read(migration.id)).length, world.made]).toEqual([before, entries, []]);
  });

  test('is refused there too while the mover cannot be asked', async () => {
    const world = await standingAt('retire');
    const mover = { ...world.ports.mover, observe: () => Promise.reject(new BanyanError('MOVER_UNREACHABLE', 'no answer')) };
    await expect(rollBack({ ...world.engine, ports: { ...world.ports, mover } }, migration, 'deploy', 'test')).rejects.toMatchObject({ code: 'WRITES_WOULD_BE_LOST' });
    expect(world.made).toEqual([]);
  });

  test('with a mover that cannot be asked keeps the proxies in the path until the owner is known: reads are back at once', async () => {
    const world = await standingAt('weight:100');
    const mover = { ...world.ports.mover, observe: () => Promise.reject(new BanyanError('MOVER_UNREACHABLE', 'no answer')) };
    await rollBack({ ...world.engine, ports: { ...world.ports, mover } }, migration, 'deploy', 'test');
    expect(world.made).toEqual(['override-proxies', 'flags off, cohort 0, writes candidate', 'rule proxy 100']);
    expect(world.ports.mover.handovers).toEqual(['orders: candidate']);
    await settle(world.engine, migration, DRIVE);
    expect(world.ports.mover.handovers).toEqual(['orders: candidate', 'orders: legacy']);
  });

  test('does not give legacy the writes while no proxy could take the traffic', async () => {
    const world = await standingAt('weight:100');
    world.ports.loadBalancer.setHealth('proxy', 0);
    await rollBack(world.engine, migration, 'deploy', 'test');
    await expect(settleBack(world.engine, migration, DRIVE)).rejects.toMatchObject({ code: 'NOT_CONVERGED', message: expect.stringContaining('no target of the proxy is healthy') });
    expect(world.ports.mover.handovers).toEqual(['orders: candidate']);
    world.ports.loadBalancer.setHealth('proxy', 2);
    await settle(world.engine, migration, DRIVE);
    expect(world.ports.mover.handovers).toEqual(['orders: candidate', 'orders: legacy']);
  });
});

describe('drift', () => {
  test.each<[string, Partial<ObservedData>, string]>([
    ['a mover that somebody paused', { missing: ['the mover was paused by ops at 10:00'] }, 'the mover was paused by ops at 10:00'],
    ['a trigger that is gone', { missing: ['the trigger on orders is gone'] }, 'the trigger on orders is gone'],
  ])('%s is named and put right', async (_, given, words) => {
    const world = await standingAt('verify-data');
    change(world, given);
    expect((await survey(world.engine, migration)).drift).toEqual([expect.stringContaining(words)]);
    await settle(world.engine, migration, DRIVE);
    expect(world.made).toEqual(['set-data forward']);
    expect((await survey(world.engine, migration)).drift).toEqual([]);
  });

  test('an owner that somebody flipped is named, and the writes go back to whom the position says', async () => {
    const world = await standingAt('weight:50');
    const now = world.ports.mover.groups.get('orders')!;
    change(world, { flow: 'forward', told: { ...now.told, flow: 'forward' } });
    expect((await survey(world.engine, migration)).drift).toEqual([expect.stringMatching(/^data: legacy owns the writes.*should be: the candidate owns the writes/)]);
    await settle(world.engine, migration, DRIVE);
    expect(world.made).toEqual(['cut-over reverse']);
  });

  test('is left alone where the configuration says so', async () => {
    const world = await standingAt('verify-data', { drift: 'hold' });
    change(world, { missing: ['the trigger on orders is gone'] });
    expect(await tick(world.engine, migration, 'advance', 'test')).toMatchObject({ kind: 'held', because: expect.stringContaining('the trigger on orders is gone') });
    expect(world.made).toEqual([]);
  });

  test('a candidate whose store is not known to be filled is never given the writes', async () => {
    const world = await standingAt('weight:50');
    world.ports.mover.groups.delete('orders');
    expect(await tick(world.engine, migration, 'converge', 'test')).toMatchObject({ kind: 'waiting', left: [expect.stringContaining('who owns the writes cannot be told')] });
    const other = await standingAt('weight:50');
    change(other, { flow: 'forward', backfill: { copied: 10, total: 1_000, perSecond: 5, quarantined: 0, done: false } });
    expect(await tick(other.engine, migration, 'converge', 'test')).toMatchObject({ kind: 'waiting', left: [expect.stringContaining('not filled')] });
    expect([...world.made, ...other.made]).toEqual([]);
  });
});

describe('the gates', () => {
  async function heldAt(stop: string, given: (now: ObservedData) => Partial<ObservedData>): Promise<string> {
    const world = await standingAt(stop);
    change(world, given(world.ports.mover.groups.get('orders')!));
    const { verdicts } = await readGates({ ...world.engine, askGates }, migration, await survey(world.engine, migration));
    return verdicts.filter(({ state }) => state !== 'open').map(({ gate, because }) => `${gate}: ${because}`).join('; ');
  }

  test('hold a backfill that is under way, with its share, rate and time left', async () => {
    expect(await heldAt('backfill', () => ({ backfill: { copied: 250_000, total: 1_000_000, perSecond: 12_500, quarantined: 0, done: false } }))).toBe('backfilled: 250,000 of 1,000,000 rows (25 %) copied, 12,500 a second, 1 m left; 0 in quarantine, at most 0 accepted');
  });

  test('hold one with rows in quarantine that nobody has accepted', async () => {
    expect(await heldAt('backfill', ({ backfill }) => ({ backfill: { ...backfill, quarantined: 3 } }))).toBe('backfilled: all 1,000 rows copied; 3 in quarantine, at most 0 accepted');
  });

  test('hold what lags', async () => {
    expect(await heldAt('sync', () => ({ lag: { changes: 412, ms: 7_200 } }))).toBe('lag: 412 changes are on the way to the candidate, the oldest for 7.2 s, below 5 s needed');
  });

  test('hold what differs, and name rows and columns but no values', async () => {
    const samples = [{ table: 'orders', key: '17', columns: { total_cents: { legacy: 'a', candidate: 'b' } } }];
    expect(await heldAt('verify-data', ({ verification }) => ({ verification: { ...verification, differing: 2, samples } }))).toBe('data-verified: 2 rows differ after they were compared again: orders 17 (total_cents)');
  });

  test('hold a comparison that began before the stop was reached', async () => {
    expect(await heldAt('verify-data', ({ verification }) => ({ verification: { ...verification, lastPass: { beganAt: 5, completedAt: 9 } } }))).toContain('data-verified: no evidence');
  });

  test('hold everything about data while something is wrong with it that only a person can mend', async () => {
    expect(await heldAt('verify-data', () => ({ problems: ['orders has a new column "coupon"'] }))).toBe('data-verified: orders has a new column "coupon"');
  });

  test('open where all is well', async () => {
    expect(await heldAt('verify-data', () => ({}))).toBe('');
  });
});
