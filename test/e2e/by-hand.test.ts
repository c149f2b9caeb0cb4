import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeRulesCommand, DescribeTargetGroupsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ECSClient, ListServicesCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SANDBOX_CREDENTIALS } from '../../sandbox/wire/credentials.ts';
import { runCli } from '../support/run-cli.ts';
import { startShopWorld } from '../support/shop-world.ts';
import { ROOT } from '../support/source-files.ts';
import { noTerminal, startAtTerminal } from '../support/terminal-session.ts';
import { until } from '../support/until.ts';
import { initTests } from './init.ts';

let world: Awaited<ReturnType<typeof startShopWorld>>;
let elb: ElasticLoadBalancingV2Client;
let ecs: ECSClient;
let listener: string;
let journal: string;
beforeAll(async () => {
  world = await startShopWorld({ load: 0 });
  const { config } = JSON.parse(await readFile(world.file, 'utf8')) as { config: { journal: string; aws: { endpoint: string; region: string; listener: string } } };
  const options = { endpoint: config.aws.endpoint, region: config.aws.region, credentials: SANDBOX_CREDENTIALS };
  elb = new ElasticLoadBalancingV2Client(options);
  ecs = new ECSClient(options);
  listener = config.aws.listener;
  journal = join(config.journal, '0001-catalog');
}, 60_000);
afterAll(async () => {
  elb.destroy();
  ecs.destroy();
  await world.close();
}, 30_000);

/** What a witness sees who knows nothing of Banyan: rules, target groups, services, and how much the journal holds. */
async function witness(): Promise<unknown> {
  const { Rules } = await elb.send(new DescribeRulesCommand({ ListenerArn: listener }));
  const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({}));
  const { serviceArns } = await ecs.send(new ListServicesCommand({ cluster: 'shop' }));
  const entries = existsSync(journal) ? (await readdir(journal)).length : 0;
  return { rules: Rules?.map(({ Priority, Actions }) => [Priority, Actions]), groups: TargetGroups?.map(({ TargetGroupName }) => TargetGroupName), services: serviceArns, entries };
}

async function banyan(...args: string[]): Promise<{ status: number; answer: Record<string, unknown> }> {
  const { status, out } = await runCli([...args, '--json'], { directory: world.directory });
  return { status, answer: JSON.parse(out) as Record<string, unknown> };
}

describe('banyan init', () => initTests(() => world.file));

test('looking changes nothing', async () => {
  const before = await witness();
  const plan = await banyan('plan', 'catalog');
  expect(plan).toMatchObject({ status: 0, answer: { stop: 'start', next: 'deploy', pending: [] } });
  expect(plan.answer['changes']).toEqual(expect.arrayContaining(['service catalog: deploy shop/catalog:1 (there is none yet)', 'target group banyan-catalog: create, or set its health check']));
  expect(await banyan('status')).toMatchObject({ status: 0, answer: { migrations: [{ group: 'catalog', stop: 'start' }] } });
  expect(await witness()).toEqual(before);
});

test('each step makes the next stop true, and what was planned is what is done', async () => {
  expect(await banyan('step', 'catalog')).toMatchObject({ status: 0, answer: { stop: 'deploy', finished: false } });
  const { answer } = await banyan('plan', 'catalog');
  expect(answer).toMatchObject({ stop: 'deploy', next: 'front', pending: [] });
  expect(await banyan('step', 'catalog')).toMatchObject({ status: 0, answer: { stop: 'front' } });
  const { rules } = (await witness()) as { rules: [string, { ForwardConfig: { TargetGroups: { TargetGroupArn: string; Weight: number }[] } }[]][] };
  const toProxy = rules.filter(([, [action]]) => action?.ForwardConfig.TargetGroups.some(({ TargetGroupArn }) => TargetGroupArn.includes('targetgroup/banyan-proxy/')));
  // Two for the group, beside the one that was there before.
  expect(toProxy).toHaveLength(3);
  const products = await fetch(`${world.url}/api/products?per_page=1`);
  expect(products.status).toBe(200);
}, 60_000);

test('a step is refused while a gate is held, says why, and moves nothing', async () => {
  expect(await banyan('step', 'catalog')).toMatchObject({ status: 0, answer: { stop: 'shadow' } });
  const before = (await witness()) as { entries: number };
  const refused = await banyan('step', 'catalog');
  expect(refused).toMatchObject({ status: 3, answer: { error: { code: 'HELD', message: expect.stringContaining('catalog stays at shadow: parity: no evidence') } } });
  // The verdict is written down; nothing else is.
  expect(await witness()).toEqual({ ...before, entries: before.entries + 1 });
}, 30_000);

test('the split can be watched', async () => {
  await fetch(`${world.url}/api/products?per_page=1`);
  const { status, out } = await runCli(['watch', 'catalog', '--for', '3', '--json'], { directory: world.directory });
  expect(status).toBe(0);
  const lines = out.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines[0]).toEqual({ at: expect.any(String), group: 'catalog', stop: 'shadow', legacy: expect.any(Number), cohort: 0, direct: 0 });
}, 30_000);

describe('Ctrl-C says what it leaves', () => {
  test('sent to a run that waits for a gate', async () => {
    const running = spawn(process.execPath, [join(ROOT, 'bin', 'banyan.ts'), 'run', 'catalog', '--json'], { cwd: world.directory });
    let [out, err] = ['', ''];
    running.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    running.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const ended = once(running, 'exit');
    await until(() => err.includes('shadow: held') || undefined);
    running.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'INTERRUPTED', message: expect.stringMatching(/^catalog stands at shadow and stays there\. Load balancer and proxies go on/), remedy: expect.stringContaining('banyan run catalog') } });
  }, 30_000);

  test.each([
    ['step', ['step', 'catalog'], 'catalog stands at shadow and stays there.', 'banyan rollback catalog'],
    ['run --all', ['run', '--all'], 'catalog stands at shadow and stays there.', 'banyan run --all'],
  ])('%s', async (_, args, left, remedy) => {
    const { status, out } = await runCli([...args, '--json'], { directory: world.directory, signal: AbortSignal.abort() });
    expect({ status, answer: JSON.parse(out) as unknown }).toEqual({ status: 130, answer: { error: { code: 'INTERRUPTED', message: expect.stringContaining(left), remedy: expect.stringContaining(remedy) } } });
  }, 30_000);
});

test('rolling back tells its times, and a reason is not optional', async () => {
  expect((await runCli(['rollback', 'catalog'], { directory: world.directory })).status).toBe(2);
  const { status, answer } = await banyan('rollback', 'catalog', '--why', 'had a look');
  expect(status).toBe(0);
  const lastRequest = { throughProxies: { kind: 'none' }, direct: { kind: 'none' } };
  expect(answer).toEqual({ migration: '0001-catalog', from: 'shadow', to: 'deploy', overrideMs: expect.any(Number), flagMs: expect.any(Number), ruleMs: expect.any(Number), lastRequestMs: null, lastRequest, lastRequestInWords: 'through a proxy none since; straight from the load balancer none since' });
  expect(await banyan('status')).toMatchObject({ answer: { migrations: [{ stop: 'deploy', moved: { how: 'roll-back', why: 'had a look' } }] } });
}, 30_000);

(noTerminal === undefined ? test : test.skip)(`by the keys of watch it is held and rolled back, with a reason${noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`}`, async () => {
  expect(await banyan('step', 'catalog')).toMatchObject({ answer: { stop: 'front' } });
  const terminal = startAtTerminal([join(ROOT, 'bin', 'banyan.ts'), 'watch', 'catalog'], { cwd: world.directory, environment: { NO_COLOR: '1' } });
  await terminal.sees('h hold  b roll back');
  terminal.type('h');
  await terminal.sees('Why hold catalog?');
  terminal.type('price chage\u007f\u007fnge on Friday\r');
  await terminal.sees('Held at front.');
  terminal.type('b');
  await terminal.sees('Why roll back catalog?');
  terminal.type('prices look wrong\r');
  await terminal.sees('y rolls catalog back from front to legacy');
  terminal.type('y');
  await terminal.sees('Back on legacy from front');
  terminal.type('q');
  expect(await terminal.ended()).toEqual({ status: 0, screen: expect.stringContaining('catalog stands at deploy.') });
  const { migrations } = (await banyan('status')).answer as { migrations: unknown[] };
  expect(migrations).toMatchObject([{ stop: 'deploy', moved: { how: 'roll-back', from: 'front', why: 'prices look wrong' }, can: ['resume'] }]);
}, 60_000);

test('rolling back to the start leaves the world as it was before', async () => {
  // Interrupted when the levers have been pulled, it is finished by the same command.
  const interrupted = await runCli(['rollback', 'catalog', '--to', 'start', '--why', 'done', '--json'], { directory: world.directory, signal: AbortSignal.abort() });
  expect({ status: interrupted.status, answer: JSON.parse(interrupted.out) as unknown }).toMatchObject({ status: 130, answer: { error: { message: expect.stringContaining('catalog stands at start and stays there.'), remedy: expect.stringContaining('Run it again') } } });
  const finished = await runCli(['rollback', 'catalog', '--to', 'start', '--why', 'done'], { directory: world.directory });
  expect(finished).toMatchObject({ status: 0, out: expect.stringMatching(/^ {2}proxies (not )?overridden.* · flag (not )?off.* · rule (not )?removed/m) });
  const { rules, groups, services } = (await witness()) as { rules: unknown[]; groups: string[]; services: string[] };
  expect(rules).toHaveLength(2);
  expect(groups.toSorted()).toEqual(['banyan-proxy', 'monolith']);
  expect(services.map((arn) => arn.replace(/.*\//, '')).toSorted()).toEqual(['banyan-proxy', 'monolith']);
}, 60_000);
