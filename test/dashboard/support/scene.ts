import { hold } from '../../../migrations/engine/hold.ts';
import { rollBackTimed } from '../../../migrations/engine/timed-roll-back.ts';
import { dataMigration } from '../../support/data-migration.ts';
import { letTrafficFlow, migrationNamed, startFakeDashboard, type FakeDashboard } from './fake-dashboard.ts';

/** A group of every kind that a page can show: at a weight and in shadow with gates held, rolled back, retired, held by a person, drifted, not begun. */
export async function startScene(): Promise<FakeDashboard> {
  const { data = null, steps } = dataMigration;
  if (!data) throw new Error('there is no data to move');
  const page = await startFakeDashboard(['catalog', 'accounts', 'orders', 'search', 'reviews', 'payments', 'shipping'].map((name) => migrationNamed(name, name === 'accounts' ? { data, steps } : {})));
  await page.moveTo('catalog', { kind: 'weight', percent: 50 });
  await page.moveTo('accounts', { kind: 'verify-data' });
  copyHalf(page, 'accounts');
  await page.moveTo('orders', { kind: 'cohort', percent: 10 });
  const clock = page.world.ports.clock;
  await rollBackTimed(page.engine, migrationNamed('orders'), { to: 'deploy', why: 'prices look wrong', began: clock.now() - 290, metricPeriodMs: 1_000, scraped: false, pollMs: 1, patienceMs: 1_000 });
  await page.moveTo('search', { kind: 'retire' });
  await page.moveTo('reviews', { kind: 'cohort', percent: 1 });
  await hold(page.engine, migrationNamed('reviews'), 'price change on Friday');
  await page.moveTo('payments', { kind: 'weight', percent: 10 });
  await page.world.ports.flags.ensure('payments', { on: true, cohortPercent: 90, shadowPercent: 100 });
  page.setGates('catalog', {
    'error-rate': {
      state: 'held',
      because: '3 of 4,210 requests of the candidate failed (0.0713 %), 5 of 4,180 of legacy (0.12 %): at most 0.62 percentage points more (sure at 95 % at all times); 0.5 asked',
      evidence: { candidateErrors: 3, candidateRequests: 4_210, legacyErrors: 5, legacyRequests: 4_180, confidence: 0.95, odds: 7.6, oddsAsked: 20 },
    },
    soak: { state: 'held', because: '4.2 m at this stop, 10 m needed: 5.8 m left', evidence: { passedMs: 252_000, neededMs: 600_000 } },
  });
  letTrafficFlow(page, 'catalog', { legacy: 44, cohort: 6, direct: 50 });
  letTrafficFlow(page, 'accounts', { legacy: 100, cohort: 0, direct: 0 });
  letTrafficFlow(page, 'reviews', { legacy: 99, cohort: 1, direct: 0 });
  await page.source.lookNow();
  return page;
}

/** As the mover is on its way. */
function copyHalf({ world }: FakeDashboard, group: string): void {
  const now = world.ports.mover.groups.get(group);
  if (!now) throw new Error(`the mover knows no ${group}`);
  world.ports.mover.groups.set(group, {
    ...now,
    backfill: { copied: 128_000, total: 412_000, perSecond: 5_200, quarantined: 2, done: false },
    lag: { changes: 14, ms: 230 },
    verification: { checked: 96_000, differing: 1, samples: [{ table: 'accounts', key: '17', columns: { city: { legacy: '#ab12cd34', candidate: '#99ee0011' } } }], cost: { rows: 192_400, bytes: 2_457_600, ms: 3_400 }, lastPass: null },
  });
}
