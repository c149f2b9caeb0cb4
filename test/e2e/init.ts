import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { linkBanyan } from '../support/banyan-package.ts';
import { runCli } from '../support/run-cli.ts';
import { runNode } from '../support/run-node.ts';
import { ROOT } from '../support/source-files.ts';
import { noTerminal, startAtTerminal } from '../support/terminal-session.ts';

const BANYAN = join(ROOT, 'bin', 'banyan.ts');

/** What `banyan init` makes of an account, here of the shop's; `worldFile` is known once it stands. */
export function initTests(worldFile: () => string): void {
  let directory: string;
  let environment: Record<string, string>;
  beforeAll(async () => {
    const told = JSON.parse(await readFile(worldFile(), 'utf8')) as { environment: Record<string, string>; config: { aws: { region: string; endpoint: string } } };
    environment = { ...told.environment, AWS_REGION: told.config.aws.region, AWS_ENDPOINT_URL: told.config.aws.endpoint };
  });
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'banyan-init-'));
    await linkBanyan(directory);
  });
  afterEach(() => rm(directory, { recursive: true }));

  const banyan = (...args: string[]) => runCli(args, { directory, environment });
  const init = (...args: string[]) => banyan('init', '--group', 'catalog', '--route', '/api/products', '/api/products/*', ...args);

  test('a look writes nothing', async () => {
    const { status, out } = await init('--dry-run', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ missing: [], written: {} });
    expect(await readdir(directory)).toEqual(['node_modules']);
  });

  test('without a terminal nothing is asked, and what was not found is left to be filled in', async () => {
    const { status, out } = await runNode([BANYAN, 'init', '--dry-run', '--proxy', 'elsewhere'], { cwd: directory, environment });
    expect({ status, out }).toEqual({ status: 0, out: expect.stringMatching(/^\? proxy\.service +there is no ECS service elsewhere$/m) });
    expect(out).toContain('Left to do: fill in proxy.service;');
  });

  (noTerminal === undefined ? describe : describe.skip)(`at a terminal${noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`}`, () => {
    const start = (...args: string[]) => startAtTerminal([BANYAN, 'init', ...args], { cwd: directory, environment });

    test('what was not found is asked for; what an answer tells is not, and an empty answer leaves it to be filled in', async () => {
      const terminal = start('--listener', 'arn:elsewhere', '--proxy', 'elsewhere');
      await terminal.sees('ARN of the listener in front of the monolith (there is no listener arn:elsewhere): ');
      terminal.type('\r');
      await terminal.sees('ECS service of the proxy (there is no ECS service elsewhere): ');
      terminal.type('banyan-proxx\u007fy\r');
      const { status, screen } = await terminal.ended();
      expect({ status, screen }).toEqual({ status: 0, screen: expect.stringMatching(/^\? aws\.listener/m) });
      expect(screen).toMatch(/^✓ proxy\.service +banyan-proxy\r$/m);
      expect(screen).toMatch(/^✓ unleash\.url +http/m);
      expect(screen).not.toContain('URL of Unleash (');
      const { aws, proxy } = JSON.parse(await readFile(join(directory, 'banyan.config.json'), 'utf8')) as Record<string, object>;
      expect({ aws, proxy }).toMatchObject({ aws: { listener: 'fill-in', cluster: 'shop' }, proxy: { service: 'banyan-proxy', targetGroup: 'banyan-proxy' } });
      expect(await readdir(join(directory, 'migrations'))).toEqual(['0001-first.migration.ts']);
    });

    test('Ctrl-C at a question leaves nothing behind', async () => {
      const terminal = start('--proxy', 'elsewhere');
      await terminal.sees('ECS service of the proxy (');
      terminal.type('banyan\u0003');
      expect(await terminal.ended()).toEqual({ status: 130, screen: expect.stringContaining('INTERRUPTED: nothing was written\r\n') });
      expect(await readdir(directory)).toEqual(['node_modules']);
    });
  });

  test('what it writes passes verify as it is', async () => {
    const { status, out } = await init();
    expect(status).toBe(0);
    expect(out).toContain('migrations/0001-catalog.migration.ts: written');
    const verified = await banyan('verify', '--json');
    const { good, findings } = JSON.parse(verified.out) as { good: boolean; findings: { about: string; state: string; because: string; parts: unknown[] }[] };
    expect(findings.filter(({ state }) => state === 'ng')).toEqual([]);
    expect(good).toBe(true);
    expect(findings.find(({ about }) => about === 'migrations')?.parts).toMatchObject([{ about: 'catalog', state: 'skip', because: 'the image fill-in/catalog:1 is still to be filled in' }]);
  });

  test('what is there is never written over', async () => {
    await init();
    const before = await readFile(join(directory, 'banyan.config.json'), 'utf8');
    const { status, err } = await init();
    expect(status).toBe(2);
    expect(err).toContain('there is a banyan.config.json');
    expect(await readFile(join(directory, 'banyan.config.json'), 'utf8')).toBe(before);
  });
}
