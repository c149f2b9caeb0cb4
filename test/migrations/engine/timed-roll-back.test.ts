import { beforeEach, describe, expect, test } from '@jest/globals';
import { NOTHING_COUNTED } from '../../../domain/counters.ts';
import { BanyanError } from '../../../domain/errors.ts';
import { run } from '../../../migrations/engine/drive.ts';
import { rollBackTimed, type TimedRollBackOptions } from '../../../migrations/engine/timed-roll-back.ts';
import type { Flags } from '../../../migrations/ports/flags.ts';
import type { TrafficStats } from '../../../migrations/ports/traffic-stats.ts';
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

describe('of callers who come through proxies that', () => {
  /** Proxies as they stand so many milliseconds after the word, with what they have counted; `undefined`: one of them does not answer. */
  const having = (proxiesAt: (ms: number) => readonly string[] | undefined) => {
    const began = options.began;
    const stats: TrafficStats = {
      ...world.ports.stats,
      async mark() {
        const proxies = proxiesAt(world.ports.clock.now() - began);
        if (!proxies) throw new BanyanError('PROXY_UNREACHABLE', 'No report of proxy-2 (it is silent).');
        return { at: world.ports.clock.now(), proxies: Object.fromEntries(proxies.map((name) => [name, { ...NOTHING_COUNTED, lastCandidateAt: name === 'proxy-1' ? began + 290 : null }])), slowAboveMs: null };
      },
    };
    // What is left to do takes its time.
    const discovery = { ...world.ports.discovery, has: async (...name: [string, string]) => (await world.ports.clock.sleep(4_000), world.ports.discovery.has(...name)) };
    return { ...world.engine, ports: { ...world.ports, stats, discovery } };
  };

  test('are replaced meanwhile, the last request is known all the same', async () => {
    const { lastSeen } = await rollBackTimed(having((ms) => (ms < 9_000 ? ['proxy-1'] : ms < 9_600 ? undefined : ['proxy-2'])), world.migration, options);
    expect(lastSeen.throughProxies).toEqual({ kind: 'seen', ms: 290 });
  });

  test('went before they could tell, or do not answer in the end, it is not known, and why', async () => {
    const early = await rollBackTimed(having((ms) => (ms < 1_000 ? ['proxy-1'] : ['proxy-2'])), world.migration, options);
    expect(early.times).toMatchObject({ lastRequestMs: null, lastRequest: expect.stringContaining('not known (proxy-1 ended before it could be asked again)') });
    options = { ...options, began: world.ports.clock.now() };
    const silent = await rollBackTimed(having(() => undefined), world.migration, options);
    expect(silent.times).toMatchObject({ lastRequestMs: null, lastRequest: expect.stringContaining('not known (No report of proxy-2 (it is silent).)') });
  });

  test('are asked by way of Prometheus, it is not known', async () => {
    const { times } = await rollBackTimed(having(() => ['proxy-1']), world.migration, { ...options, scraped: true });
    expect(times).toMatchObject({ lastRequestMs: null, lastRequest: expect.stringContaining('not known (Prometheus tells of the proxies as they were at its last scrape') });
  });
});
