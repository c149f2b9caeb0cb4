import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readAssets, readDocument } from '../../../dashboard/server/assets.ts';
import { must, pack } from './packed.ts';
import { runNode } from '../../support/run-node.ts';
import { ROOT } from '../../support/source-files.ts';
import { importedPackages } from './imported-packages.ts';

/** Below the repository, so that the package finds its dependencies in the node_modules that are there. */
const ELSEWHERE = join(ROOT, '.banyan', 'installed');
const PACKAGE = join(ELSEWHERE, 'node_modules', 'banyan');
const BANYAN = join(PACKAGE, 'bin', 'banyan.mjs');

let sandbox: ChildProcess | undefined;
let files: readonly string[];
beforeAll(async () => {
  await rm(ELSEWHERE, { recursive: true, force: true });
  await mkdir(PACKAGE, { recursive: true });
  must('tar', ['xzf', pack(ELSEWHERE), '-C', PACKAGE, '--strip-components=1']);
  files = readdirSync(PACKAGE, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [relative(PACKAGE, join(entry.parentPath, entry.name))] : []));
}, 120_000);
afterAll(async () => {
  if (sandbox?.exitCode === null) {
    const ended = once(sandbox, 'exit');
    sandbox.kill('SIGTERM');
    await ended;
  }
  await rm(ELSEWHERE, { recursive: true, force: true });
}, 30_000);

describe('what is packed', () => {
  test('is what was built, its documentation, and nothing of the sample or the tests', () => {
    expect(files.filter((file) => /legacy-sample|cli\/demo\/|demo\/ledger|(^|\/)services\/(catalog|accounts|orders)|demo\/load|\.migration\.|(^|\/)(test|bench)\/|\.test\.ts$/.test(file))).toEqual([]);
    const kinds = new Set(files.filter((file) => !/^(docs\/[^/]+\.md|dist\/.+\.(js|d\.ts)|[^/]+\.md|examples\/(terraform\/.+\.tf|(cdk|terraform)\/README\.md))$/.test(file)));
    expect([...kinds].toSorted()).toEqual(expect.arrayContaining(['LICENSE', 'bin/banyan.mjs', 'dist/proxy/Dockerfile', 'package.json', 'packaging/banyan.Dockerfile', 'packaging/proxy.Dockerfile']));
    expect([...kinds].filter((file) => file.endsWith('.ts')).toSorted()).toEqual(['banyan-engine', 'banyan-mover', 'banyan-proxy', 'candidate-role', 'engine-role', 'task'].map((name) => `examples/cdk/${name}.ts`));
    expect([...kinds].filter((file) => !file.endsWith('.ts') && !/^(LICENSE|package\.json|bin\/banyan\.mjs|packaging\/(banyan|proxy)\.Dockerfile|dist\/proxy\/Dockerfile|dist\/dashboard\/.+)$/.test(file))).toEqual([]);
  });

  test('has each package that it imports among its dependencies', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { dependencies: Record<string, string>; peerDependencies: Record<string, string> };
    const imported = new Set(files.filter((file) => file.endsWith('.js')).flatMap((file) => importedPackages(readFileSync(join(PACKAGE, file), 'utf8'))));
    expect(imported.size).toBeGreaterThan(15);
    // A test that uses `banyan/testing` brings supertest itself.
    expect([...imported].filter((name) => !(name in dependencies))).toEqual(Object.keys(peerDependencies));
    expect(Object.keys(peerDependencies)).toEqual(['supertest']);
    expect(dependencies).not.toHaveProperty('@electric-sql/pglite');
  });

  test('has the proxy’s image: what its Dockerfile copies is there, and what it starts reads the environment', async () => {
    const dockerfile = readFileSync(join(PACKAGE, 'packaging', 'proxy.Dockerfile'), 'utf8');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(\S+) /gm)].map(([, source = '']) => source);
    expect(copied.filter((source) => !existsSync(join(PACKAGE, source)))).toEqual([]);
    const [, program = ''] = /^CMD \["node", "([^"]+)"\]$/m.exec(dockerfile) ?? [];
    expect(copied.some((source) => program.startsWith(`${source}/`))).toBe(true);
    const { status, err } = await runNode([join(PACKAGE, program)], { environment: { PORT: 'x' } });
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('CONFIG_INVALID') });
  });
});

test('the command line runs, and tells its verbs', async () => {
  const { status, out } = await runNode([BANYAN, '--help'], { cwd: ELSEWHERE });
  expect(status).toBe(0);
  expect(out).toContain('rollback');
});

test('candidates find what knows copies, which needs nothing that is not in Node', async () => {
  const script = `import { acceptCopies, copyHeaders } from 'banyan/candidate';
    const middleware = acceptCopies({ secret: 'x'.repeat(32), group: 'orders', routes: ['POST /orders'], modes: ['dry-run'] });
    console.log(typeof middleware, JSON.stringify(copyHeaders()));`;
  expect(await runNode(['--input-type=module', '--eval', script], { cwd: ELSEWHERE })).toMatchObject({ status: 0, out: 'function {}\n' });
});

test('a proxy can be started in one’s own process, and serves', async () => {
  const script = `import { createServer } from 'node:http';
    import { startProxy } from 'banyan/proxy';
    const legacy = createServer((req, res) => res.end('legacy')).listen(0, '127.0.0.1');
    await new Promise((resolve) => legacy.once('listening', resolve));
    const url = 'http://127.0.0.1:' + legacy.address().port;
    const proxy = await startProxy({ HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: '0', LEGACY_URL: url, UNLEASH_URL: url, UNLEASH_TOKEN: 'x', LOG_LEVEL: 'error', DRAIN_MS: '0' });
    const text = await (await fetch('http://127.0.0.1:' + proxy.port)).text();
    await proxy.stop();
    legacy.closeAllConnections();
    legacy.close();
    process.exit(text === 'legacy' ? 0 : 1);`;
  const { status, err } = await runNode(['--input-type=module', '--eval', script], { cwd: ELSEWHERE });
  expect({ status, err }).toMatchObject({ status: 0 });
});

describe('a user’s TypeScript', () => {
  const USER = join(ELSEWHERE, 'user.ts');
  beforeAll(() =>
    writeFile(
      USER,
      // Jest's own cannot be loaded outside of it; its types can.
      `import type { expect as Expect } from '@jest/globals';
      import request from 'supertest';
      import { acceptCopies } from 'banyan/candidate';
      import { startProxy, type RunningProxy } from 'banyan/proxy';
      import { expectParity, rulesOf, toMatchLegacy } from 'banyan/testing';
      import { defineMigration, ecsService, front, parity, routeGroup, shadow, weight } from 'banyan';
      const group = routeGroup('catalog', ['GET /api/products']);
      const rules = rulesOf(defineMigration({ group, candidate: ecsService({ image: 'shop/catalog:1', cpu: 256, memory: 512, port: 3000, health: '/healthz' }), steps: [front(), shadow({ percent: 100, until: parity({ mismatchBelow: 0.01 }), masks: { '$.id': 'uuid' } }), weight({ percents: [100] })] }));
      const app = (_req: unknown, res: { end(text: string): void }) => res.end('{"id":"' + crypto.randomUUID() + '"}');
      export const asserted = (expect: typeof Expect): Promise<void> => expect(request(app).get('/api/products')).toMatchLegacy(app, rules);
      export const proxied = (): Promise<RunningProxy> => startProxy({ LEGACY_URL: 'http://legacy.internal' });
      export const middleware: ReturnType<typeof acceptCopies> = acceptCopies({ secret: 'x'.repeat(32), group: 'orders', routes: ['POST /orders'], modes: ['dry-run'] });
      await expectParity(app, app, ['GET /api/products'], rules);
      const { pass, message } = await toMatchLegacy(request(app).get('/api/products'), app);
      console.log(pass, message().split('\\n')[0]);\n`,
    ),
  );

  test.each([
    ['7', 'nodenext', 'nodenext', 'typescript/bin/tsc', []],
    ['7', 'esnext', 'bundler', 'typescript/bin/tsc', []],
    // It takes a quarter of a minute to check libraries; 7 has done it.
    ['6', 'nodenext', 'nodenext', '@typescript/typescript6/bin/tsc6', ['--skipLibCheck']],
  ])('finds all types with TypeScript %s, modules %s, resolved as by %s', (major, module, resolution, compiler, flags) => {
    const tsc = join('node_modules', compiler);
    expect(must(process.execPath, [tsc, '--version'])).toMatch(new RegExp(`^Version ${major}\\.`));
    must(process.execPath, [tsc, '--noEmit', '--ignoreConfig', '--strict', '--types', 'node', '--target', 'es2024', '--module', module, '--moduleResolution', resolution, ...flags, USER]);
  }, 60_000);

  test('runs', async () => {
    expect(await runNode([USER], { cwd: ELSEWHERE })).toMatchObject({ status: 0, out: 'false the candidate does not answer as legacy does\n' });
  });
});

describe('its sandbox', () => {
  test.each(['sandbox', 'demo'])('banyan %s says that the sample shop is not there, and what to do', async (verb) => {
    expect(await runNode([BANYAN, verb], { cwd: ELSEWHERE })).toMatchObject({ status: 2, err: expect.stringMatching(/the sample shop is not in the installed package\n.*--legacy <directory>/) });
  });

  test('starts with a user’s own monolith, and the verbs find it', async () => {
    for (const each of ['monolith', 'services', 'migrations']) cpSync(join(ROOT, 'examples', 'minimal', each), join(ELSEWHERE, each), { recursive: true });
    sandbox = spawn(process.execPath, [BANYAN, 'sandbox', '--json', '--legacy', 'monolith', '--image', 'my/books=services/books'], { cwd: ELSEWHERE, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    sandbox.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const first = await Promise.race([once(sandbox.stdout ?? sandbox, 'data').then(String), once(sandbox, 'exit').then(() => errors)]);
    const { shop } = JSON.parse(first) as { shop: string };
    expect(await (await fetch(shop)).text()).toBe('<h1>Books</h1>');
    const { status, out, err } = await runNode([BANYAN, 'status', '--json'], { cwd: ELSEWHERE });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ migrations: [{ group: 'books', stop: 'start', world: { differs: [] } }] });
  }, 90_000);
});

test('its page comes with everything that it loads', async () => {
  const assets = join(ELSEWHERE, 'node_modules', 'banyan', 'dist', 'dashboard', 'server', 'assets.js');
  const script = `const { readAssets, readDocument } = await import(process.argv[1]);
    console.log(JSON.stringify([readDocument().body.length, ...[...readAssets()].map(([path, { body }]) => [path, body.length])]));`;
  const { status, out } = await runNode(['--input-type=module', '--eval', script, assets], { cwd: ELSEWHERE });
  expect(status).toBe(0);
  expect(JSON.parse(out)).toEqual([readDocument().body.length, ...[...readAssets()].map(([path, { body }]) => [path, body.length])]);
});
