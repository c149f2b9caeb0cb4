import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { read, ROOT } from '../support/source-files.ts';

const FILE = join(ROOT, '.banyan', 'sandbox.json');
const blocks = [...read('README.md').matchAll(/```sh\n([^]*?)```/g)].map((match) => (match[1] ?? '').trim().split('\n'));

let sandbox: ChildProcess | undefined;
afterAll(async () => {
  if (!sandbox?.pid || sandbox.exitCode !== null) return;
  const ended = once(sandbox, 'exit');
  // As Ctrl-C does: every process of the terminal's foreground gets it.
  process.kill(-sandbox.pid, 'SIGINT');
  await ended;
  expect(existsSync(FILE)).toBe(false);
}, 30_000);

function shell(line: string): Promise<{ status: number | null; text: string }> {
  const child = spawn('bash', ['-c', line], { cwd: ROOT });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, text })));
}

test('the README has the two commands first, and CI runs exactly those', () => {
  expect(blocks.slice(0, 2)).toEqual([['npm start'], ['npm test']]);
  const ci = read('.ci/run');
  expect(ci).toMatch(/^npm start --silent -- --json/m);
  expect(ci).toMatch(/^npm test --silent -- --json/m);
});

test('what the README has people type by hand works as it stands there', async () => {
  const [[start = ''] = [], commands = []] = blocks.slice(2);
  expect(start).toMatch(/^npx banyan sandbox/);
  expect(commands.length).toBeGreaterThan(4);
  sandbox = spawn('bash', ['-c', `exec ${start}`], { cwd: ROOT, stdio: 'ignore', detached: true });
  for (let i = 0; i < 600 && !existsSync(FILE); i++) await sleep(100);
  for (const command of commands) {
    const { status, text } = await shell(command);
    expect({ command, status, text }).toMatchObject({ status: 0 });
  }
}, 240_000);

test('the map of folders names what is there', () => {
  const rows = [...read('README.md').matchAll(/^\| ((?:`[a-z-]+\/` ?)+)\|/gm)].flatMap((match) => [...(match[1] ?? '').matchAll(/`([a-z-]+)\/`/g)].map((each) => each[1] ?? ''));
  expect(rows.length).toBeGreaterThan(8);
  expect(rows.filter((folder) => !existsSync(join(ROOT, folder)))).toEqual([]);
});
