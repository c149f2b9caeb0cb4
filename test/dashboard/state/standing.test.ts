import { beforeEach, expect, test } from '@jest/globals';
import { lookAtAll, type Looked } from '../../../dashboard/looking/look.ts';
import { summaryOf } from '../../../dashboard/state/group-state.ts';
import { NO_HISTORY, withReading } from '../../../dashboard/state/split-history.ts';
import { standingOf } from '../../../dashboard/state/standing.ts';
import { NOTHING_SERVED } from '../../../domain/counters.ts';
import { BanyanError } from '../../../domain/errors.ts';
import type { GateVerdict } from '../../../domain/gate.ts';
import { lastMove } from '../../../domain/journal-entry.ts';
import { run } from '../../../migrations/engine/drive.ts';
import { hold } from '../../../migrations/engine/hold.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

let world: FakeWorld;
beforeEach(() => void (world = createFakeWorld()));

const moveTo = (percent: number) => run(world.engine, world.migration, { why: 'test', pollMs: 1, patienceMs: 1_000, until: { kind: 'cohort', percent } });
const look = async (): Promise<Looked> => (await lookAtAll(world.engine, { begin: () => undefined, ports: world.ports }, [world.migration]))[0]!;
const standing = async () => standingOf(await look());
const verdict = (gate: GateVerdict['gate'], state: GateVerdict['state']): GateVerdict => ({ gate, state, because: `${gate} says so`, evidence: {} });

test('a migration that never moved has not begun', async () => {
  expect(await standing()).toEqual({ kind: 'not-begun', because: 'all traffic goes where it went before Banyan came' });
});

test('one whose journal knows nothing of what stands there stands nobody knows where, and can be taken back', async () => {
  await world.ports.flags.ensure('catalog', { on: true, cohortPercent: 0, shadowPercent: 0 });
  expect(await standing()).toEqual({ kind: 'unknown', because: expect.stringMatching(/^JOURNAL_LOST: by its journal .* was never begun, and yet catalog has a flag that is on/) });
  expect(summaryOf(await look(), NO_HISTORY, 0)).toMatchObject({ stop: null, next: null, can: ['rollback'] });
});

test.each([
  ['held by evidence', [verdict('error-rate', 'held'), verdict('soak', 'held')], 'watching', 'error-rate: error-rate says so; soak: soak says so'],
  ['held by a person’s leave alone', [verdict('error-rate', 'open'), verdict('approval', 'held')], 'asks', 'approval: approval says so'],
  ['held by the hour, whatever else', [verdict('window', 'held'), verdict('soak', 'held')], 'waiting', 'window: window says so'],
  ['held by the hour and by a person’s leave', [verdict('window', 'held'), verdict('approval', 'held')], 'asks', 'window: window says so; approval: approval says so'],
  ['held by a revision that fell, whatever the hour', [verdict('window', 'held'), verdict('revision', 'held')], 'restrained', 'revision: revision says so'],
  ['failed, whatever else', [verdict('window', 'held'), verdict('latency', 'failed')], 'failing', 'latency: latency says so'],
  ['all open', [verdict('soak', 'open')], 'ready', 'every gate is open: weight:10 comes next'],
] as const)('with its gates %s', async (_, verdicts, kind, because) => {
  await moveTo(10);
  expect(standingOf({ ...(await look()), verdicts })).toEqual({ kind, because });
});

test('a hold is told with who and why', async () => {
  await moveTo(1);
  await hold(world.engine, world.migration, 'price change on Friday');
  expect(await standing()).toEqual({ kind: 'restrained', because: expect.stringMatching(/^hold: tester holds it since .*: price change on Friday$/) });
});

test('drift comes before what the gates say', async () => {
  await moveTo(1);
  await world.ports.flags.ensure('catalog', { on: true, cohortPercent: 90, shadowPercent: 100 });
  expect(await standing()).toEqual({ kind: 'drifted', because: 'flags: on, cohort 90 %, shadow 100 %, should be on, cohort 1 %, shadow 100 %' });
});

test('what was taken back says from where, by whom and why', async () => {
  await moveTo(1);
  await rollBack(world.engine, world.migration, 'deploy', 'prices look wrong');
  expect(await standing()).toEqual({ kind: 'rolled-back', because: 'from cohort:1 by tester: prices look wrong' });
});

test('what was measured before a roll-back is not shown as what is so', async () => {
  await moveTo(10);
  world.ports.stats.setCounted('catalog', { candidate: { ...NOTHING_SERVED, requests: 100 } });
  const history = [0, 100].reduce((all, cohort, n) => withReading(all, { at: 1 + 2 * n, since: 0, publishedUntil: 0, sendsDirect: false, legacy: 0, cohort, direct: 0 }, 9), NO_HISTORY);
  expect(summaryOf(await look(), history, 1)).toMatchObject({ measured: { cohort: 100 }, can: ['hold', 'rollback'] });
  await rollBack(world.engine, world.migration, 'deploy', 'prices look wrong');
  expect(summaryOf(await look(), history, 1)).toMatchObject({ measured: null, asked: { legacy: 100 }, can: ['hold'] });
});

test('a move that is written while it is looked at belongs to the next look', async () => {
  await moveTo(1);
  const [entries, arrival] = await world.ports.journal.read('0001-catalog').then((all) => [all, lastMove(all)!] as const);
  let reads = 0;
  world.ports.journal.read = () => Promise.resolve(reads++ === 0 ? entries : [...entries, { ...arrival, from: 'cohort:1', to: 'cohort:10' }]);
  expect(summaryOf(await look(), NO_HISTORY, 1)).toMatchObject({ stop: 'cohort:1', next: 'cohort:10' });
});

test('what cannot be read is said before all else, and keeps the place that the journal knows', async () => {
  await moveTo(1);
  world.ports.stats.since = () => Promise.reject(new BanyanError('PROXY_UNREACHABLE', 'no answer'));
  expect(await standing()).toEqual({ kind: 'unknown', because: 'PROXY_UNREACHABLE: no answer' });
  expect((await look()).entries?.length).toBeGreaterThan(0);
});

test('a journal that cannot be read says nothing of where it stands', async () => {
  world.ports.journal.read = () => Promise.reject(new BanyanError('JOURNAL_UNREADABLE', 'entry 3 is missing'));
  expect(await look()).toMatchObject({ entries: undefined });
  expect(await standing()).toEqual({ kind: 'unknown', because: 'JOURNAL_UNREADABLE: entry 3 is missing' });
});
