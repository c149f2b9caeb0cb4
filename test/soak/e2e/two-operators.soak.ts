import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeRulesCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { JournalEntry } from '../../../domain/journal-entry.ts';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/wire/credentials.ts';
import { runNode } from '../../support/run-node.ts';
import { startShopWorld } from '../../support/shop-world.ts';
import { ROOT } from '../../support/source-files.ts';
import { until } from '../../support/until.ts';

let world: Awaited<ReturnType<typeof startShopWorld>>;
let config: { readonly journal: string; readonly aws: { readonly endpoint: string; readonly region: string; readonly listener: string } };
let elb: ElasticLoadBalancingV2Client;
beforeAll(async () => {
  world = await startShopWorld({ load: 50 });
  ({ config } = JSON.parse(await readFile(world.file, 'utf8')) as { config: typeof config });
  elb = new ElasticLoadBalancingV2Client({ endpoint: config.aws.endpoint, region: config.aws.region, credentials: SANDBOX_CREDENTIALS });
}, 60_000);
afterAll(async () => {
  elb.destroy();
  await world.close();
}, 30_000);

/** A process of its own for each command. */
const banyan = (...args: string[]): Promise<{ status: number | null; out: string; err: string }> => runNode([join(ROOT, 'bin/banyan.ts'), ...args], { cwd: world.directory });

async function journal(): Promise<readonly JournalEntry[]> {
  const folder = join(config.journal, '0001-catalog');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.startsWith('.')).toSorted();
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as JournalEntry));
}

/** How many of the group's rules there are, by a person's own look. */
async function groupRules(): Promise<number> {
  const { Rules } = await elb.send(new DescribeRulesCommand({ ListenerArn: config.aws.listener }));
  return Rules?.filter(({ Conditions }) => /\/api\/(products|categories)/.test(JSON.stringify(Conditions))).length ?? 0;
}

async function faults(method: 'POST' | 'GET' | 'DELETE', body?: object): Promise<readonly { readonly hits: number }[]> {
  const { url, token } = world.sandbox.faults;
  const answer = await fetch(url, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
  return method === 'GET' ? ((await answer.json()) as { faults: { hits: number }[] }).faults : [];
}

test('a roll-back wins over an engine whose rule is created only after it, and reports once that is put right', async () => {
  expect((await banyan('step', 'catalog')).status).toBe(0);
  await faults('POST', { on: 'aws', service: 'elasticloadbalancing', operation: 'CreateRule', effect: { kind: 'delay', ms: 6_000 } });
  const advancing = banyan('run', 'catalog', '--until', 'front');
  // It is under way: sent, and not in force yet.
  await until(async () => (await faults('GET')).some(({ hits }) => hits > 0) || undefined, 30_000);
  expect(await groupRules()).toBe(0);
  const back = await banyan('rollback', 'catalog', '--why', 'the pager rang', '--json');
  expect({ back, rules: await groupRules() }).toMatchObject({ back: { status: 0 }, rules: 0 });
  const lost = await advancing;
  expect(lost.err).toMatch(/JOURNAL_CONFLICT: 0001-catalog was rolled back from front to deploy by \S+ at \S+ \(the pager rang\)/);
  expect(lost.status).toBe(1);
  await faults('DELETE');
  expect((await journal()).findLast(({ kind }) => kind === 'moved')).toMatchObject({ how: 'roll-back', to: 'deploy', why: 'the pager rang' });
  expect(await groupRules()).toBe(0);
}, 120_000);

test('two runs at once bring the group to where both want it; one that loses says who moved it', async () => {
  const ends = await Promise.all([banyan('run', 'catalog', '--until', 'front', '--json'), banyan('run', 'catalog', '--until', 'front', '--json')]);
  expect(ends.some(({ status }) => status === 0)).toBe(true);
  for (const { status, err } of ends) if (status !== 0) expect(err).toMatch(/JOURNAL_CONFLICT: .* (was moved from \S+ to \S+ by|is taken: \S+ wrote it at)/);
  const moves = (await journal()).flatMap((entry) => (entry.kind === 'moved' ? [`${entry.from} to ${entry.to}`] : []));
  expect(moves).toEqual(['start to deploy', 'deploy to front', 'front to deploy', 'deploy to front']);
  expect(await groupRules()).toBe(2);
  expect(await world.loadAccount()).toMatchObject({ failed: 0, failures: [] });
}, 120_000);
