import { describe, expect, test } from '@jest/globals';
import { startFlags, type Flags, type FlagsOptions } from '../../../proxy/deciding/flags.ts';
import { onCleanup } from '../support/cleanup.ts';
import { startFlagServer } from '../support/flag-server.ts';
import { until } from '../support/until.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

function start(url: string, options: Partial<FlagsOptions> = {}): Flags {
  const flags = startFlags({ url, token: 'client-token', refreshMs: 15, staleMs: 60_000, stream: false, now: () => Date.now(), log: quiet, ...options });
  onCleanup(() => flags.stop());
  return flags;
}

const fetched = (flags: Flags) => until('the flags', () => flags.freshness === 'fresh' && flags.state('catalog') !== 'missing');

test('the flag of a group and its strategies are those of the server', async () => {
  const server = await startFlagServer({ testers: ['ada'] });
  const flags = start(server.url);
  await fetched(flags);
  expect([flags.state('catalog'), flags.admits('catalog', 'ada'), flags.admits('catalog', 'bob')]).toEqual(['on', true, false]);
  server.set({ cohort: 100 });
  await until('the change', () => flags.admits('catalog', 'bob'));
});

test('a caller stays where the percentage has put them', async () => {
  const server = await startFlagServer({ cohort: 30 });
  const flags = start(server.url);
  await fetched(flags);
  const callers = Array.from({ length: 1_000 }, (_, i) => `caller-${i}`);
  const inside = () => callers.filter((caller) => flags.admits('catalog', caller));
  expect(inside()).toEqual(inside());
  expect(inside().length / callers.length).toBeCloseTo(0.3, 1);
});

test('a higher percentage takes nobody out whom a lower one let in', async () => {
  const server = await startFlagServer({ cohort: 5 });
  const flags = start(server.url);
  await fetched(flags);
  const callers = Array.from({ length: 2_000 }, (_, i) => `caller-${i}`);
  let inside: string[] = [];
  for (const percent of [5, 10, 33, 34, 80, 100]) {
    server.set({ cohort: percent, testers: [`mark-${percent}`] });
    await until('the percentage', () => flags.admits('catalog', `mark-${percent}`));
    const now = callers.filter((caller) => flags.admits('catalog', caller));
    expect(inside.filter((caller) => !now.includes(caller))).toEqual([]);
    expect(now.length).toBeGreaterThanOrEqual(inside.length);
    inside = now;
  }
  expect(inside).toEqual(callers);
});

test('a flag that is off differs from a caller who is out', async () => {
  const server = await startFlagServer({ on: false, testers: ['ada'] });
  const flags = start(server.url);
  await fetched(flags);
  expect([flags.state('catalog'), flags.admits('catalog', 'ada')]).toEqual(['off', false]);
});

test('a flag that the server does not know is missing', async () => {
  const server = await startFlagServer('none');
  const flags = start(server.url);
  await until('an answer', () => flags.freshness === 'fresh');
  expect([flags.state('catalog'), flags.admits('catalog', 'ada'), flags.shadows('catalog', 'ada')]).toEqual(['missing', false, false]);
});

test('shadowing follows a flag of its own, for callers without a name too', async () => {
  const server = await startFlagServer({ shadow: 100 });
  const flags = start(server.url);
  await fetched(flags);
  expect([flags.shadows('catalog', 'ada'), flags.shadows('catalog', null)]).toEqual([true, true]);
  server.set({ shadow: 0 });
  await until('the change', () => !flags.shadows('catalog', null));
});

describe('when the server does not answer', () => {
  test('the flags are unknown from the start, and known once it does', async () => {
    const server = await startFlagServer();
    server.fail(503);
    const flags = start(server.url);
    await until('a poll', () => server.polls() > 0);
    expect([flags.freshness, flags.state('catalog'), flags.admits('catalog', 'ada')]).toEqual(['unknown', 'missing', false]);
    server.fail(null);
    await fetched(flags);
  });

  test('they are believed until they are stale, and again when it is back', async () => {
    const server = await startFlagServer({ cohort: 100 });
    const clock = { ahead: 0 };
    const flags = start(server.url, { staleMs: 30_000, now: () => Date.now() + clock.ahead });
    await fetched(flags);
    server.fail(500);
    const failing = server.polls();
    await until('a failed poll', () => server.polls() > failing + 1);
    clock.ahead = 20_000;
    expect(flags.freshness).toBe('fresh');
    clock.ahead = 40_000;
    expect(flags.freshness).toBe('stale');
    server.fail(null);
    await until('them to be fresh', () => flags.freshness === 'fresh');
  });

  test('that is told once a minute, with how often it was so, and not at every poll', async () => {
    const server = await startFlagServer();
    server.fail(418);
    const clock = { ahead: 0 };
    const told: { failures?: number }[] = [];
    start(server.url, { now: () => Date.now() + clock.ahead, log: { warn: (line: object) => void told.push(line) } });
    await until('several polls', () => server.polls() > 5);
    expect(told).toEqual([{ error: expect.stringContaining('418'), failures: 1 }]);
    clock.ahead = 60_000;
    await until('the next to be told', () => told.length > 1);
    expect(told[1]?.failures).toBeGreaterThan(2);
  });

  test('an answer that the SDK takes for a passing one is told too', async () => {
    const server = await startFlagServer();
    server.fail(503);
    const told: object[] = [];
    start(server.url, { log: { warn: (line: object) => void told.push(line) } });
    await until('it to be told', () => told.length > 0);
    expect(told).toEqual([{ error: expect.stringContaining('503'), failures: 1 }]);
  });

  test('an answer "not modified" keeps them fresh', async () => {
    const server = await startFlagServer();
    const clock = { ahead: 0 };
    const flags = start(server.url, { now: () => Date.now() + clock.ahead });
    await fetched(flags);
    clock.ahead = 100_000;
    const polls = server.polls();
    await until('polls', () => server.polls() > polls + 1);
    expect(flags.freshness).toBe('fresh');
  });

  test('a refused token is asked with again after a while, though the SDK gives up', async () => {
    const server = await startFlagServer();
    server.fail(401);
    const flags = start(server.url, { staleMs: 50 });
    await until('a poll', () => server.polls() > 0);
    server.fail(null);
    await until('the flags', () => flags.state('catalog') === 'on');
  });

  test('what was fetched last is still known while the server stays away', async () => {
    const server = await startFlagServer({ testers: ['ada'] });
    const flags = start(server.url, { staleMs: 50 });
    await fetched(flags);
    server.fail(500);
    const failing = server.polls();
    // Time enough for several new instances of the SDK, each of which knows nothing.
    await until('many failed polls', () => flags.freshness === 'stale' && server.polls() > failing + 5);
    expect([flags.freshness, flags.state('catalog'), flags.admits('catalog', 'ada'), flags.admits('catalog', 'bob')]).toEqual(['stale', 'on', true, false]);
    server.set({ on: false });
    server.fail(null);
    await until('the change', () => flags.state('catalog') === 'off');
  });

  test('stopping while a poll is under way does no harm', async () => {
    const server = await startFlagServer();
    const flags = start(server.url);
    await fetched(flags);
    server.fail('hang');
    const polls = server.polls();
    await until('a poll', () => server.polls() > polls);
    const crashes: unknown[] = [];
    const onCrash = (error: unknown) => crashes.push(error);
    process.on('uncaughtException', onCrash).on('unhandledRejection', onCrash);
    onCleanup(() => process.off('uncaughtException', onCrash).off('unhandledRejection', onCrash));
    flags.stop();
    server.answerNonsense();
    await server.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(crashes).toEqual([]);
  });
});
