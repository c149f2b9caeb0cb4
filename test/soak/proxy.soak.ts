import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../../bench/processes/free-port.ts';
import { residentMiB } from '../../bench/processes/resident-memory.ts';
import type { ProxyReport } from '../../domain/proxy-report.ts';
import { createUnleashFlags } from '../../migrations/adapters/unleash/unleash-flags.ts';
import { startUnleash, type Unleash } from '../../sandbox/unleash/start.ts';
import { ROOT } from '../support/source-files.ts';
import { until } from '../support/until.ts';
import { GROUPS } from './proxy/callers.ts';
import { happen, type World } from './proxy/faults.ts';
import { startLoad, type Tally } from './proxy/load.ts';
import { startNameServer } from './proxy/name-server.ts';
import { startUpstream } from './proxy/upstreams.ts';
import { slopePerHour } from './slope.ts';

/** `SOAK=short` goes through all that happens once, `SOAK_MINUTES=60` through it for an hour; ten minutes is the default. */
const MINUTES = process.env['SOAK'] === 'short' ? 0.5 : Number(process.env['SOAK_MINUTES'] ?? 10);
/** Half a minute says little about an hour: in the short form only a plain leak is found. */
const BOUND_MIB_PER_HOUR = MINUTES < 5 ? 10_000 : 120;
/** While buffers, caches and the code that is compiled grow to their size. */
const WARM_UP = 0.3;
const [ADMIN_TOKEN, CLIENT_TOKEN] = ['*:*.soak-admin', '*:production.soak-client'];

let world: World;
let proxy: { readonly child: ChildProcess; readonly url: string; readonly admin: string; readonly errors: string[] };
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
  proxy = await startProxy(`${url}/api`);
}, 120_000);

afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

test(`${MINUTES} minutes of everything at once: nothing is lost or wrong, memory stays flat, no descriptor is left open`, async () => {
  const pid = proxy.child.pid ?? 0;
  await runLoad('warm-up', () => sleep(2_000));
  const before = await descriptorsAtRest(pid);

  const samples: { seconds: number; mib: number }[] = [];
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1_000;
  const sampling = setInterval(() => samples.push({ seconds: seconds(), mib: residentMiB(pid) }), 1_000);
  const tally = await runLoad('soak', async (goingOn) => {
    do await happen(world, goingOn);
    while (seconds() < MINUTES * 60);
  });
  clearInterval(sampling);

  const settled = samples.slice(Math.floor(samples.length * WARM_UP));
  const after = await descriptorsAtRest(pid, before);
  const { groups } = await report();
  console.log(inWords(tally, { seconds: seconds(), slope: slopePerHour(settled), most: Math.max(...samples.map(({ mib }) => mib)), before, after, groups }));
  expect(tally.failures).toEqual([]);
  // Nobody was spared: each kind of caller was answered, and what was to go wrong did.
  expect(Object.entries(tally.right).filter(([, count]) => count === 0)).toEqual([]);
  expect(groups['cohort']?.fallbacks).toBeGreaterThan(0);
  expect(groups['cohort']?.candidate.requests).toBeGreaterThan(groups['cohort']?.fallbacks ?? 0);
  expect(groups['shadowed']?.comparisons.compared).toBeGreaterThan(groups['shadowed']?.comparisons.differing ?? 0);
  expect(groups['shadowed']?.comparisons.differing).toBeGreaterThan(0);
  expect(proxy.errors).toEqual([]);
  expect(slopePerHour(settled)).toBeLessThanOrEqual(BOUND_MIB_PER_HOUR);
  expect(after).toBeLessThanOrEqual(before);
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

/** The proxy as its task runs it. What it logs as an error is kept; it should have nothing of that kind to say. */
async function startProxy(unleashUrl: string): Promise<typeof proxy> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const group = (name: keyof typeof GROUPS) => ({ name, patterns: [`${GROUPS[name]}/*`], candidate: world[name].url, shadow: { timeoutMs: 1_000, masks: {}, unordered: [] }, cohort: { timeoutMs: 500 } });
  const child = spawn(process.execPath, [join(ROOT, 'proxy/main.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PORT: String(port),
      HOST: '127.0.0.1',
      ADMIN_PORT: String(adminPort),
      LEGACY_URL: world.legacy.url,
      DNS_SERVER: world.names.address,
      UNLEASH_URL: unleashUrl,
      UNLEASH_TOKEN: CLIENT_TOKEN,
      LOG_LEVEL: 'info',
      BANYAN_ROUTE_GROUPS: JSON.stringify([group('cohort'), group('shadowed')]),
    },
  });
  ends.push(() => child.kill('SIGKILL'));
  const errors: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    errors.push(...lines.filter((line) => /^\{"level":[56]0,/.test(line)));
  });
  void once(child, 'exit').then(([code, signal]) => errors.push(`the proxy ended with ${code ?? signal}`));
  const started = { child, url: `http://127.0.0.1:${port}`, admin: `http://127.0.0.1:${adminPort}`, errors };
  await until(async () => (await reportOf(started.admin).catch(() => undefined))?.flags === 'fresh' || undefined, 60_000);
  return started;
}

const report = (): Promise<ProxyReport> => reportOf(proxy.admin);

async function reportOf(admin: string): Promise<ProxyReport> {
  return (await (await fetch(`${admin}/report`, { headers: { connection: 'close' } })).json()) as ProxyReport;
}

/** How many files and sockets the proxy has open, once as few are as ever will be, or as there may be. */
async function descriptorsAtRest(pid: number, enough = 0): Promise<number> {
  let least = Infinity;
  // Connections that were kept alive end by themselves within some seconds; ten without a change are rest.
  for (let steady = 0; steady < 10 && least > enough; steady += 1, await sleep(1_000)) {
    const now = readdirSync(`/proc/${pid}/fd`).length;
    if (now < least) [least, steady] = [now, 0];
  }
  return least;
}

interface Account {
  readonly seconds: number;
  readonly slope: number;
  readonly most: number;
  readonly before: number;
  readonly after: number;
  readonly groups: ProxyReport['groups'];
}

function inWords({ right, failures }: Tally, { seconds, slope, most, before, after, groups }: Account): string {
  const total = Object.values(right).reduce((sum, count) => sum + count, 0);
  const byGroup = Object.entries(groups).map(([name, { fallbacks, comparisons, candidate }]) => `${name}: candidate answered ${candidate.requests}, fallbacks ${fallbacks}, compared ${comparisons.compared}, dropped ${JSON.stringify(comparisons.dropped)}`);
  return [
    `${seconds.toFixed(0)} s: ${total} right or left on purpose, ${failures.length} lost or wrong`,
    `memory: slope ${slope.toFixed(1)} MiB/h (bound ${BOUND_MIB_PER_HOUR}), at most ${most.toFixed(0)} MiB; descriptors at rest: ${before} before, ${after} after`,
    ...Object.entries(right).map(([kind, count]) => `${kind}: ${count}`),
    ...byGroup,
  ].join('\n');
}
