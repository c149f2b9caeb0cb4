import { beforeEach, expect, test } from '@jest/globals';
import { BanyanError } from '../../../domain/errors.ts';
import { run } from '../../../migrations/engine/drive.ts';
import { rollBackTimed, type TimedRollBackOptions } from '../../../migrations/engine/timed-roll-back.ts';
import type { Flags } from '../../../migrations/ports/flags.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

let world: FakeWorld;
let options: TimedRollBackOptions;
beforeEach(async () => {
  world = createFakeWorld();
  await run(world.engine, world.migration, { why: 'test', pollMs: 1, patienceMs: 1_000, until: { kind: 'cohort', percent: 10 } });
  options = { to: 'deploy', why: 'prices look wrong', began: world.ports.clock.now(), metricPeriodMs: 1_000, scraped: false, pollMs: 1, patienceMs: 1_000 };
});

const lastEntry = async () => (await world.ports.journal.read(world.migration.id)).at(-1);

test('tells when each lever had worked, and writes it down for those who read of it later', async () => {
  const flags: Flags = { ...world.ports.flags, ensure: async (...args) => (world.ports.clock.advance(120), world.ports.flags.ensure(...args)) };
  const { from, times, failure } = await rollBackTimed({ ...world.engine, ports: { ...world.ports, flags } }, world.migration, options);
  expect({ from, failure }).toEqual({ from: { kind: 'cohort', percent: 10 }, failure: undefined });
  expect(times).toEqual({ overrideMs: expect.any(Number), flagMs: 120, ruleMs: 120, lastRequestMs: null, lastRequest: 'through a proxy none since; straight from the load balancer none since' });
  expect(await lastEntry()).toMatchObject({ kind: 'timed', stop: 'deploy', who: 'tester', why: 'prices look wrong', ...times });
});

test('a lever that fails is told after what the others have done, which is written down all the same', async () => {
  const flags = { ...world.ports.flags, ensure: () => Promise.reject(new BanyanError('UNLEASH_UNREACHABLE', 'no answer')) };
  const { times, failure } = await rollBackTimed({ ...world.engine, ports: { ...world.ports, flags } }, world.migration, options);
  expect(failure).toMatchObject({ code: 'UNLEASH_UNREACHABLE' });
  expect(times).toMatchObject({ overrideMs: 0, flagMs: null, ruleMs: 0 });
  expect(await lastEntry()).toMatchObject({ kind: 'timed', flagMs: null });
});

test('of a migration that never began no times are written', async () => {
  const untouched = createFakeWorld();
  await rollBackTimed(untouched.engine, untouched.migration, { ...options, began: untouched.ports.clock.now() });
  expect((await untouched.ports.journal.read(untouched.migration.id)).map(({ kind }) => kind)).not.toContain('timed');
});
