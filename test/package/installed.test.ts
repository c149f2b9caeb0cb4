import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runNode } from '../support/run-node.ts';
import { ROOT } from '../support/source-files.ts';

/** Below the repository, so that the package finds its dependencies in the node_modules that are there. */
const ELSEWHERE = join(ROOT, '.banyan', 'installed');
const BANYAN = join(ELSEWHERE, 'node_modules', 'banyan', 'bin', 'banyan.mjs');

function must(command: string, args: readonly string[]): void {
  const { status, stderr, stdout } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}

let sandbox: ChildProcess | undefined;
beforeAll(async () => {
  await rm(ELSEWHERE, { recursive: true, force: true });
  await mkdir(join(ELSEWHERE, 'node_modules', 'banyan'), { recursive: true });
  must(process.execPath, ['scripts/build.mjs']);
  must('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', ELSEWHERE]);
  must('tar', ['xzf', join(ELSEWHERE, 'banyan-0.1.0.tgz'), '-C', join(ELSEWHERE, 'node_modules', 'banyan'), '--strip-components=1']);
}, 120_000);
afterAll(async () => {
  if (sandbox?.exitCode === null) {
    const ended = once(sandbox, 'exit');
    sandbox.kill('SIGTERM');
    await ended;
  }
  await rm(ELSEWHERE, { recursive: true, force: true });
}, 30_000);

test('the packed package holds nothing that needs building, and no tests', async () => {
  expect(existsSync(join(ELSEWHERE, 'node_modules', 'banyan', 'dist', 'index.d.ts'))).toBe(true);
  expect(existsSync(join(ELSEWHERE, 'node_modules', 'banyan', 'test'))).toBe(false);
  const { status, out } = await runNode([BANYAN, '--help'], { cwd: ELSEWHERE });
  expect(status).toBe(0);
  expect(out).toContain('rollback');
});

test('its sandbox starts from what was built, and its verbs find it', async () => {
  sandbox = spawn(process.execPath, [BANYAN, 'sandbox', '--json'], { cwd: ELSEWHERE, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  sandbox.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const first = await Promise.race([once(sandbox.stdout ?? sandbox, 'data').then(String), once(sandbox, 'exit').then(() => errors)]);
  expect(JSON.parse(first)).toMatchObject({ shop: expect.stringContaining('http://127.0.0.1:') });
  const { status, out, err } = await runNode([BANYAN, 'status', '--json'], { cwd: ELSEWHERE });
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(JSON.parse(out)).toMatchObject({ migrations: [{ group: 'catalog', stop: 'start', world: { differs: [] } }] });
}, 90_000);
