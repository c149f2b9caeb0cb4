import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
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

test('candidates find what knows copies, types and all, which needs nothing that is not in Node', async () => {
  expect(existsSync(join(ELSEWHERE, 'node_modules', 'banyan', 'dist', 'candidate.d.ts'))).toBe(true);
  const script = `import { acceptCopies, copyHeaders } from 'banyan/candidate';
    const middleware = acceptCopies({ secret: 'x'.repeat(32), group: 'orders', routes: ['POST /orders'], modes: ['dry-run'] });
    console.log(typeof middleware, JSON.stringify(copyHeaders()));`;
  expect(await runNode(['--input-type=module', '--eval', script], { cwd: ELSEWHERE })).toMatchObject({ status: 0, out: 'function {}\n' });
});

test('tests find the matcher, types and all', async () => {
  const file = join(ELSEWHERE, 'shop.ts');
  await writeFile(
    file,
    // Jest's own cannot be loaded outside of it; its types can.
    `import type { expect as Expect } from '@jest/globals';
    import request from 'supertest';
    import { expectParity, rulesOf, toMatchLegacy } from 'banyan/testing';
    import { defineMigration, ecsService, front, parity, routeGroup, shadow, weight } from 'banyan';
    const group = routeGroup('catalog', ['GET /api/products']);
    const rules = rulesOf(defineMigration({ group, candidate: ecsService({ image: 'shop/catalog:1', cpu: 256, memory: 512, port: 3000, health: '/healthz' }), steps: [front(), shadow({ percent: 100, until: parity({ mismatchBelow: 0.01 }), masks: { '$.id': 'uuid' } }), weight({ percents: [100] })] }));
    const app = (_req: unknown, res: { end(text: string): void }) => res.end('{"id":"' + crypto.randomUUID() + '"}');
    export const asserted = (expect: typeof Expect): Promise<void> => expect(request(app).get('/api/products')).toMatchLegacy(app, rules);
    await expectParity(app, app, ['GET /api/products'], rules);
    const { pass, message } = await toMatchLegacy(request(app).get('/api/products'), app);
    console.log(pass, message().split('\\n')[0]);\n`,
  );
  must(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '--ignoreConfig', '--strict', '--skipLibCheck', '--types', 'node', '--target', 'es2024', '--module', 'nodenext', file]);
  expect(await runNode([file], { cwd: ELSEWHERE })).toMatchObject({ status: 0, out: 'false the candidate does not answer as legacy does\n' });
}, 60_000);

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
