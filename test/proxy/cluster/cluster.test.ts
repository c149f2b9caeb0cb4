import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import type { ProxyReport } from '../../../domain/proxy-report.ts';
import { BEYOND_LIMIT } from '../../../proxy/listening/limits.ts';
import { ask, askAs, openRaw } from '../support/client.ts';
import { onCleanup } from '../support/cleanup.ts';
import { startFlagServer } from '../support/flag-server.ts';
import { spawnProxy, startProxyProcess } from '../support/proxy-process.ts';
import { startUpstream } from '../support/upstream.ts';
import { until as untilAnswered } from '../../support/until.ts';

const TOKEN = 'operators-token';
const LONG_MS = 50_000;

async function cluster(env: Record<string, string> = {}) {
  const legacy = await startUpstream((_req, res) => res.end('legacy'));
  const candidate = await startUpstream((_req, res) => res.end('candidate'));
  const flagServer = await startFlagServer({ cohort: 100 });
  const group = { name: 'catalog', patterns: ['/api/products'], candidate: candidate.url, shadow: { timeoutMs: 1_000, masks: {}, unordered: [] }, cohort: { timeoutMs: 1_000, whenFlagsAreStale: 'legacy' }, identity: false };
  const proxy = await startProxyProcess(legacy.url, { PROCESSES: '2', BANYAN_ADMIN_TOKEN: TOKEN, UNLEASH_URL: flagServer.url, UNLEASH_REFRESH_MS: '50', BANYAN_ROUTE_GROUPS: JSON.stringify([group]), ...env });
  const admin = async (path: string) => (await ask(proxy.adminPort, path)).body;
  const report = async () => JSON.parse(await admin('/report')) as ProxyReport;
  const served = async () => (await report()).groups['catalog']!;
  const processes = async () => (JSON.parse(await admin('/readyz')) as { processes: number }).processes;
  await until(async () => (await report()).flags === 'fresh');
  return { ...proxy, admin, report, served, processes };
}

/** Processes take their time to begin. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  await untilAnswered(async () => (await condition()) || undefined, LONG_MS);
}

/** Processes that another has started. */
function childrenOf(pid: number | undefined): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

const override = (adminPort: number, token = TOKEN) => ask(adminPort, '/override', { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: '{"group":"catalog","to":"legacy"}' });

test('several processes share the callers’ port and are one proxy to operators: counts survive one of them, orders reach all of them and those that begin later, and all end in order', async () => {
  const proxy = await cluster();
  const answers = async () => new Set(await Promise.all(Array.from({ length: 8 }, async () => (await askAs('ada', proxy.port, '/api/products')).body)));
  for (let i = 0; i < 20; i++) await askAs('ada', proxy.port, '/api/products');
  const { proxy: name } = await proxy.report();
  expect((await proxy.served()).candidate.requests).toBe(20);
  expect(await proxy.admin('/metrics')).toMatch(/banyan_requests_total\{group="catalog",upstream="candidate",[^}]*status="2xx"\} 20\n/);

  expect((await override(proxy.adminPort, 'wrong')).status).toBe(401);
  expect(await answers()).toEqual(new Set(['candidate']));
  expect((await override(proxy.adminPort)).status).toBe(200);
  expect(await answers()).toEqual(new Set(['legacy']));
  expect(await proxy.admin('/metrics')).toContain('banyan_override{group="catalog"} 1\n');

  const before = childrenOf(proxy.child.pid);
  // One after the other: with nobody left to listen, a port that was free to choose would be chosen anew.
  for (const pid of before) {
    process.kill(pid, 'SIGKILL');
    await until(async () => !childrenOf(proxy.child.pid).includes(pid) && (await proxy.processes()) === 2);
  }
  const after = await proxy.report();
  expect([after.proxy, after.groups['catalog']?.candidate.requests, after.groups['catalog']?.legacy.requests]).toEqual([name, 28, 8]);
  await until(async () => (await proxy.report()).flags === 'fresh');
  expect(await answers()).toEqual(new Set(['legacy']));
  expect((await proxy.served()).legacy.requests).toBe(16);
  expect((await ask(proxy.adminPort, '/override/catalog', { method: 'DELETE', headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
  expect(await answers()).toEqual(new Set(['candidate']));

  const children = childrenOf(proxy.child.pid);
  proxy.child.kill('SIGTERM');
  expect(await proxy.exit).toBe(0);
  for (const pid of children) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
}, 2 * LONG_MS);

test('neither a fault in one of them nor the replacement of all costs callers anything, or a count', async () => {
  // A caller who is held up for longer than that may ask on a connection that is being closed.
  const proxy = await cluster({ DRAIN_MS: '500' });
  const agent = new Agent({ keepAlive: true });
  onCleanup(() => agent.destroy());
  const statuses: number[] = [];
  const callersGo = { on: true };
  const callers = Array.from({ length: 4 }, async () => {
    while (callersGo.on) statuses.push((await askAs('ada', proxy.port, '/api/products', { agent })).status);
  });
  const replaced = (before: number[]) => until(async () => childrenOf(proxy.child.pid).every((pid) => !before.includes(pid)) && (await proxy.processes()) === 2);
  const [faulty] = childrenOf(proxy.child.pid);
  process.kill(faulty!, 'SIGUSR2');
  await replaced([faulty!]);
  const before = childrenOf(proxy.child.pid);
  proxy.child.kill('SIGHUP');
  await replaced(before);
  callersGo.on = false;
  await Promise.all(callers);
  expect(new Set(statuses)).toEqual(new Set([200]));
  // On a machine that stands still for a second the candidate's answer is late, and legacy serves that request too.
  const { candidate, legacy, fallbacks } = await proxy.served();
  expect(candidate.requests + legacy.requests - fallbacks).toBe(statuses.length);
}, 2 * LONG_MS);

test('several processes have the limits of one at the operators’ port, which passes on who asks, and take no callers far beyond what all of them may have', async () => {
  const proxy = await cluster({ MAX_CONNECTIONS: '1' });
  const asked = (path: string, headers: Record<string, string> = {}) => ask(proxy.adminPort, path, { headers });
  expect((await asked('/healthz')).headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  expect((await asked('/healthz', { 'x-large': 'x'.repeat(20_000) })).status).toBe(431);
  expect((await asked(`/${'x'.repeat(5_000)}`)).status).toBe(414);
  const decision = '/decision?method=GET&path=/api/products&caller=ada';
  expect((await asked(decision)).status).toBe(401);
  expect(JSON.parse((await asked(decision, { authorization: `Bearer ${TOKEN}` })).body)).toMatchObject({ upstream: 'candidate', reason: 'in-cohort' });
  const notThere = await ask(proxy.adminPort, '/override', { method: 'PUT', headers: { authorization: `Bearer ${TOKEN}` } });
  expect([notThere.status, notThere.headers.allow]).toEqual([405, 'POST']);

  // Each takes so many more, to tell them that there are too many.
  const taken = 2 * (1 + BEYOND_LIMIT);
  const flood = Array.from({ length: taken + 11 }, () => openRaw(proxy.port));
  const dropped = async () => Number(/banyan_turned_away_total\{status="dropped"\} (\d+)/.exec(await proxy.admin('/metrics'))?.[1]);
  // They do not come to each in equal numbers.
  await until(async () => (await dropped()) >= 11 && flood.filter((caller) => caller.closed()).length === (await dropped()));
}, 2 * LONG_MS);

test('what none of them can start with ends them all, and is said', async () => {
  const taken = await startUpstream(() => {});
  const { exit, output } = spawnProxy({ PROCESSES: '2', PORT: String(taken.port), HOST: '127.0.0.1', ADMIN_PORT: '0', LEGACY_URL: taken.url, UNLEASH_URL: taken.url, UNLEASH_TOKEN: 'x' });
  expect(await exit).toBe(1);
  expect(output.err).toContain('EADDRINUSE');
}, LONG_MS);
