import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { residentMiB } from '../../bench/processes/resident-memory.ts';
import { createUnleashFlags } from '../../migrations/adapters/unleash/unleash-flags.ts';
import { startUnleash, type Unleash } from '../../sandbox/unleash/start.ts';
import { readHeldMemory, type HeldMemory } from './held-memory.ts';
import { HELD_BOUND_MIB_PER_HOUR, inWords, MINUTES, RESIDENT_BOUND_MIB, settled, type Sample } from './proxy/account.ts';
import { happen, type World } from './proxy/faults.ts';
import { startLoad, type Tally } from './proxy/load.ts';
import { startNameServer } from './proxy/name-server.ts';
import { descriptorsAtRest, startProxy, type SoakedProxy } from './proxy/soaked-proxy.ts';
import { startUpstream } from './proxy/upstreams.ts';
import { slopePerHour } from './slope.ts';

/** The thread that compares is started by the first copy that is not equal at a glance, which the warm-up may lack: an event loop's queues, a pipe and what wakes it. */
const DESCRIPTORS_OF_A_THREAD = 5;

/** What is held is read so many times in all, for a collection that is forced more often would keep small what V8 lets grow by itself. */
const READINGS = 10;
const [ADMIN_TOKEN, CLIENT_TOKEN] = ['*:*.soak-admin', '*:production.soak-client'];

let world: World;
let proxy: SoakedProxy;
let unleash: Unleash;
/** Ends what was started, last first. */
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  const names = await startNameServer();
  ends.push(() => names.close());
  const [legacy, cohort, shadowed] = await Promise.all([
    startUpstream('legacy.soak.test', ['127.0.0.2', '127.0.0.3'], names),
    startUpstream('cohort.soak.test', ['127.0.0.4', '127.0.0.5'], names),
    startUpstream('shadowed.soak.test', ['127.0.0.6', '127.0.0.7'], names),
  ]);
  ends.push(...[legacy, cohort, shadowed].map((each) => () => each.stop()), () => unleash.close());
  const tokens = { adminToken: ADMIN_TOKEN, clientToken: CLIENT_TOKEN, now: () => Date.now() };
  unleash = await startUnleash({ host: '127.0.0.1', ...tokens });
  const flags = createUnleashFlags({ url: unleash.url, token: ADMIN_TOKEN, project: 'default', environment: 'production' });
  await flags.ensure('cohort', { on: true, cohortPercent: 50, shadowPercent: 100 });
  await flags.ensure('shadowed', { on: true, cohortPercent: 0, shadowPercent: 100 });
  const [{ url }, restored] = [unleash, unleash.snapshot()];
  const flagServer = {
    stop: () => unleash.close(),
    start: async () => void (unleash = await startUnleash({ host: '127.0.0.1', port: Number(new URL(url).port), restored, ...tokens })),
  };
  world = { legacy, cohort, shadowed, names, flagServer };
  proxy = await startProxy({ world, unleash: { url: `${url}/api`, token: CLIENT_TOKEN } });
  ends.push(() => proxy.child.kill('SIGKILL'));
}, 120_000);

afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

test(`${MINUTES} minutes of everything at once: nothing is lost or wrong, memory stays flat, no descriptor is left open`, async () => {
  // First, for its descriptors are the proxy's too.
  const memory = await readHeldMemory(proxy.child);
  await runLoad('warm-up', () => sleep(2_000));
  const before = await descriptorsAtRest(proxy.child);

  const [resident, held]: [Sample[], (Sample & HeldMemory)[]] = [[], []];
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1_000;
  const sampling = setInterval(() => resident.push({ seconds: seconds(), mib: residentMiB(proxy.child.pid ?? 0) }), 1_000);
  const reading = setInterval(() => void memory.read().then((now) => held.push({ seconds: seconds(), ...now })), (MINUTES * 60_000) / READINGS);
  const stopWatching = () => [sampling, reading].forEach((each) => clearInterval(each));
  ends.push(stopWatching);
  const tally = await runLoad('soak', async (goingOn) => {
    do await happen(world, goingOn);
    while (seconds() < MINUTES * 60);
  });
  stopWatching();

  const mostDescriptors = before + DESCRIPTORS_OF_A_THREAD;
  const after = await descriptorsAtRest(proxy.child, mostDescriptors);
  memory.close();
  const { groups } = await proxy.report();
  console.log(inWords(tally, { seconds: seconds(), resident, held, before, after, groups }));
  expect(tally.failures).toEqual([]);
  // Nobody was spared: each kind of caller was answered, and what was to go wrong did.
  expect(Object.entries(tally.right).filter(([, count]) => count === 0)).toEqual([]);
  expect(groups['cohort']?.fallbacks).toBeGreaterThan(0);
  expect(groups['cohort']?.candidate.requests).toBeGreaterThan(groups['cohort']?.fallbacks ?? 0);
  expect(groups['shadowed']?.comparisons.compared).toBeGreaterThan(groups['shadowed']?.comparisons.differing ?? 0);
  expect(groups['shadowed']?.comparisons.differing).toBeGreaterThan(0);
  expect(proxy.errors).toEqual([]);
  expect(slopePerHour(settled(held))).toBeLessThanOrEqual(HELD_BOUND_MIB_PER_HOUR);
  expect(Math.max(...resident.map(({ mib }) => mib))).toBeLessThanOrEqual(RESIDENT_BOUND_MIB);
  expect(after).toBeLessThanOrEqual(mostDescriptors);
}, (MINUTES + 5) * 60_000);

async function runLoad(name: string, during: (goingOn: Set<string>) => Promise<void>): Promise<Tally> {
  const goingOn = new Set<string>();
  const load = startLoad(proxy.url, name, goingOn);
  try {
    await during(goingOn);
  } finally {
    goingOn.clear();
  }
  return load.stop();
}
