import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { main } from '../../../cli/main.ts';
import { runCli } from '../../support/run-cli.ts';
import { until } from '../../support/until.ts';

let directory: string;
const environment = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', UNLEASH_ADMIN_TOKEN: 'x' };
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-serve-'));
  await mkdir(join(directory, 'migrations'));
  const definition = {
    kind: 'migration',
    group: { kind: 'route-group', name: 'catalog', patterns: ['/api/products/*'] },
    candidate: { kind: 'ecs-service', image: 'shop/catalog:1', cpu: 256, memory: 512, port: 3000, health: '/healthz', desired: 1 },
    steps: [{ kind: 'front' }],
  };
  await writeFile(join(directory, 'migrations', '0001-catalog.migration.mjs'), `export default ${JSON.stringify(definition)};`);
  // Nobody listens at port 1: what cannot be read is shown as such.
  const aws = { region: 'eu-central-1', endpoint: 'http://127.0.0.1:1', listener: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/0123456789abcdef/0123456789abcdef', cluster: 'shop', network: { subnets: ['subnet-1'] } };
  await writeFile(join(directory, 'banyan.config.json'), JSON.stringify({ aws, proxy: { service: 'proxy', targetGroup: 'proxy', discovery: 'proxy', reportPort: 9_000 }, namespace: 'shop.internal', unleash: { url: 'http://127.0.0.1:1' }, journal: 'journal', migrations: 'migrations' }));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** The command until it is interrupted, and what it has said by then. */
function serve(args: readonly string[], more: Record<string, string> = {}) {
  const out: string[] = [];
  const interrupt = new AbortController();
  const ended = main(['serve', '--port', '0', ...args], { out: (line) => out.push(line), err: (line) => out.push(line), directory, environment: { ...environment, ...more }, isTerminal: false, signal: interrupt.signal, now: Date.now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) });
  return { out, interrupt: async () => (interrupt.abort(), ended) };
}

test('serves the page until it is interrupted, and says once how to act on it', async () => {
  const { out, interrupt } = serve([]);
  const token = await until(() => /http:\S+#token=(\S+)/.exec(out.join('\n'))?.[1]);
  const url = /The page is at (\S+)/.exec(out.join('\n'))?.[1] ?? '';
  expect(await (await fetch(url)).text()).toContain('<title>Banyan</title>');
  expect(await (await fetch(`${url}api/state`)).text()).not.toContain(token);
  expect(await interrupt()).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test('shows what cannot be read as such', async () => {
  const { out, interrupt } = serve(['--json']);
  const { url } = JSON.parse(await until(() => out[0])) as { url: string };
  const seen = await until(async () => {
    const { groups } = (await (await fetch(`${url}api/state`)).json()) as { groups: { standing: { kind: string; because: string } }[] };
    return groups[0];
  }, 20_000);
  expect(seen).toMatchObject({ stop: 'start', standing: { kind: 'unknown', because: expect.stringMatching(/^(AWS|UNLEASH)_UNREACHABLE: /) } });
  await interrupt();
}, 30_000);

test('a token from the environment is not said', async () => {
  const { out, interrupt } = serve(['--json'], { BANYAN_DASHBOARD_TOKEN: 'a-token-that-nobody-guesses' });
  expect(JSON.parse(await until(() => out[0]))).toEqual({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/), login: null });
  expect(out.join('')).not.toContain('nobody-guesses');
  await interrupt();
});

test('refuses a token that can be guessed, a port that is taken, and one that is none', async () => {
  expect(await runCli(['serve', '--port', '0'], { directory, environment: { ...environment, BANYAN_DASHBOARD_TOKEN: 'short' } })).toMatchObject({ status: 2, err: expect.stringContaining('BANYAN_DASHBOARD_TOKEN has 5 characters') });
  const other = createServer().listen(0, '127.0.0.1');
  const { port } = await until(() => (other.address() as AddressInfo | null) ?? undefined);
  expect(await runCli(['serve', '--port', String(port)], { directory, environment })).toMatchObject({ status: 1, err: expect.stringContaining(`PORT_UNAVAILABLE: the page cannot listen on 127.0.0.1:${port}: `) });
  other.close();
  expect(await runCli(['serve', '--port', 'many'], { directory, environment })).toMatchObject({ status: 2 });
});
