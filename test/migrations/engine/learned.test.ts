import { describe, expect, test } from '@jest/globals';
import { describeTick, newsOnly } from '../../../cli/driving/drive-options.ts';
import type { JournalEntry } from '../../../domain/journal-entry.ts';
import { NO_CONTRAST, type NoiseReport } from '../../../domain/noise.ts';
import { findStop } from '../../../domain/stop.ts';
import { JournalEntrySchema } from '../../../migrations/adapters/journal-entry-schema.ts';
import { run } from '../../../migrations/engine/drive.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const ROUTE = 'GET /api/products';
const noise = (pairs: number, mask = 'uuid'): NoiseReport => ({
  asks: true,
  samples: { [ROUTE]: 100 },
  fields: [
    { route: ROUTE, path: '$.meta.requestId', kind: 'value', differs: { ...NO_CONTRAST, both: pairs }, varies: NO_CONTRAST, probed: 0, probedNoisy: 0, pairs, holds: { [mask]: pairs }, values: null },
    { route: ROUTE, path: '$.price', kind: 'value', differs: { ...NO_CONTRAST, candidateOnly: pairs, firstAt: 1 }, varies: NO_CONTRAST, probed: 0, probedNoisy: 0, pairs: 0, holds: {}, values: null },
  ],
});

async function heldAtShadow(): Promise<FakeWorld> {
  const world = createFakeWorld();
  await run(world.engine, world.migration, { why: 'test', pollMs: 1_000, patienceMs: 60_000, until: findStop(world.migration, 'shadow')! });
  world.setGates('held', 'parity: too few sessions');
  return world;
}
const look = (world: FakeWorld) => tick(world.engine, world.migration, 'advance', 'test');
const learnedIn = async (world: FakeWorld) => (await world.ports.journal.read(world.migration.id)).filter((entry): entry is JournalEntry & { kind: 'verdict' } => entry.kind === 'verdict').map(({ learned }) => learned);

describe('what a run has learned of noise', () => {
  test('is journalled with the verdict, and again when it is something else, not when it is more of the same', async () => {
    const world = await heldAtShadow();
    await look(world);
    for (const learned of [noise(19), noise(25), noise(40), noise(60, 'opaque')]) {
      world.ports.stats.setCounted('catalog', { noise: learned });
      await look(world);
    }
    const entries = await learnedIn(world);
    expect(entries.map((learned) => learned?.proposals.map((each) => 'mask' in each && `${each.mask} ${each.pairs}`) ?? 'nothing')).toEqual(['nothing', [], ['uuid 25'], ['opaque 60']]);
    expect(entries[1]?.findings).toMatchObject([{ finding: 'differs', path: '$.price', for: 19, against: 0, samples: 100 }]);
  });

  test('is read from the journal as it was written', async () => {
    const world = await heldAtShadow();
    world.ports.stats.setCounted('catalog', { noise: noise(25) });
    await look(world);
    const entry = (await world.ports.journal.read(world.migration.id)).at(-1);
    expect(JournalEntrySchema.parse(JSON.parse(JSON.stringify(entry)))).toEqual(entry);
    expect(() => JournalEntrySchema.parse({ ...entry, learned: { proposals: [{ path: '$', pairs: 1, routes: [], propose: 'mask', mask: 'everything' }], findings: [] } })).toThrow();
  });

  test('is told with the tick, once', async () => {
    const world = await heldAtShadow();
    const isNews = newsOnly();
    expect(isNews(await look(world))).toBe(true);
    world.ports.stats.setCounted('catalog', { noise: noise(25) });
    const held = await look(world);
    expect([isNews(held), isNews(await look(world))]).toEqual([true, false]);
    expect(describeTick(held)).toContain("\n  legacy differs from itself at $.meta.requestId: uuid (25 pairs of legacy's own answers)");
    expect(describeTick(held)).toContain('\n  $.price of GET /api/products (value): in 25 of 100 sampled requests only the candidate differs');
  });

  test('opens and closes no gate by itself', async () => {
    const world = await heldAtShadow();
    world.setGates('open');
    world.ports.stats.setCounted('catalog', { noise: noise(500) });
    expect(await look(world)).toMatchObject({ kind: 'moved', learned: { findings: [{ path: '$.price' }] } });
  });
});
