import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { shellBlocks } from '../../support/shell-blocks.ts';
import { ROOT } from '../../support/source-files.ts';
import { until } from '../../support/until.ts';
import { interrupt, openTerminal, shell } from './shell.ts';

const FILE = join(ROOT, '.banyan', 'sandbox.json');

let sandbox: ChildProcess | undefined;
afterAll(async () => {
  await interrupt(sandbox);
  expect(existsSync(FILE)).toBe(false);
}, 30_000);

test('what the README has people type by hand works as it stands there', async () => {
  const [[start = ''] = [], commands = []] = shellBlocks('README.md').slice(2);
  expect(start).toMatch(/^npx banyan sandbox/);
  expect(commands.length).toBeGreaterThan(4);
  sandbox = openTerminal(start, ROOT);
  await until(() => existsSync(FILE) || undefined, 60_000);
  for (const command of commands) {
    const { status, text } = await shell(command, ROOT);
    expect({ command, status, text }).toMatchObject({ status: 0 });
  }
}, 240_000);
