import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDockerRuntime } from '../../../../sandbox/ecs/runtime/docker/docker-runtime.ts';
import { createProcessRuntime } from '../../../../sandbox/ecs/runtime/process/process-runtime.ts';
import type { ContainerSpec, RunningContainer, TaskRuntime } from '../../../../sandbox/ecs/runtime/runtime.ts';
import { createAddressPool } from '../../../../sandbox/ecs/runtime/task-address.ts';
import { openTaskLog } from '../../../../sandbox/ecs/runtime/task-log.ts';
import { until } from '../../../support/until.ts';
import { findEngine, NODE_IMAGE } from './container-engine.ts';

const PORT = 8080;
/** Answers with its environment; ends at SIGTERM unless told to ignore it. */
const SERVER = `
require('node:http').createServer((_, response) => response.end(JSON.stringify(process.env))).listen(${PORT}, process.env.HOST, () => console.log('listening'));
process.on('SIGTERM', () => { console.log('SIGTERM'); process.env.IGNORE_SIGTERM || process.exit(0); });`;

const engine = await findEngine();
const runtimes = [
  { kind: 'process', missing: undefined, open: async (root: string) => createProcessRuntime({ images: { [NODE_IMAGE]: { directory: root } } }) },
  { kind: 'docker', missing: engine.missing, open: async () => openDockerRuntime({ dockerHost: engine.dockerHost }) },
];

describe.each(runtimes)('$kind runtime', ({ kind, missing, open }) => {
  if (missing !== undefined) {
    test.skip(`is not there: ${missing}`, () => undefined);
    return;
  }
  let root: string;
  let runtime: TaskRuntime;
  const addresses = createAddressPool();
  const logs: (() => void)[] = [];

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'runtime-'));
    mkdirSync(join(root, 'usr'));
    runtime = await open(root);
  });
  afterAll(async () => {
    await runtime.close();
    for (const close of logs) close();
    rmSync(root, { recursive: true });
  });

  /** Starts node with this script, or what the changes say. */
  const start = async (script: string, changes: Partial<ContainerSpec> = {}) => {
    const address = await addresses.claim([PORT]);
    const taskId = address.replaceAll('.', '-');
    const log = openTaskLog(root, 'web', taskId);
    logs.push(() => log.close());
    const spec: ContainerSpec = { taskId, name: 'web', image: NODE_IMAGE, address, ports: [PORT], entryPoint: undefined, command: ['node', '-e', script], environment: {}, user: undefined, workingDirectory: undefined, cpuUnits: 256, memoryMiB: 512, log, cancelled: new AbortController().signal, ...changes };
    const container = await runtime.start(spec);
    return { ...container, address, url: `http://${address}:${PORT}/`, printed: () => readFileSync(join(root, `web-${taskId}.log`), 'utf8') };
  };
  const startServer = async (environment: Readonly<Record<string, string>> = {}) => {
    const server = await start(SERVER, { environment });
    await until(() => server.printed().includes('listening') || undefined);
    return server;
  };
  const isOver = (container: RunningContainer) => Promise.race([container.exited.then(() => true), Promise.resolve(false)]);

  test('containers listen on the same port, each at its own address, with what is set for them and nothing else', async () => {
    const [one, other] = [await startServer({ COLOUR: 'green', HOST: '0.0.0.0' }), await startServer()];
    const seen = (await (await fetch(one.url)).json()) as Record<string, string>;
    expect(seen).toMatchObject({ COLOUR: 'green', HOST: one.address });
    expect(Object.keys(seen)).not.toContain('JEST_WORKER_ID');
    expect(await (await fetch(other.url)).json()).toMatchObject({ HOST: other.address });
    await Promise.all([one, other].map((server) => server.stop(Promise.resolve())));
  });

  test('what a container prints on either stream is in its log when it has ended, and its exit status is known', async () => {
    const container = await start('process.stdout.write("a".repeat(100_000), () => process.stderr.write("b")); process.exitCode = 7');
    expect(await container.exited).toEqual({ code: 7, reason: undefined });
    // A container engine reads the two streams in no certain order.
    expect(container.printed().split('b').map(({ length }) => length).reduce((sum, length) => sum + length)).toBe(100_000);
    expect(container.printed()).toHaveLength(100_001);
  });

  test('an entry point gets the command as its parameters', async () => {
    const container = await start('', { entryPoint: ['node', '-p'], command: ['6 * 7'] });
    await container.exited;
    expect(container.printed()).toBe('42\n');
  });

  test('a working directory of the image is where it starts', async () => {
    const container = await start('console.log(process.cwd())', { workingDirectory: '/usr' });
    await container.exited;
    expect(container.printed()).toMatch(/\/usr\n$/);
  });

  test('an image that nobody has is a fault with ECS’s name', async () => {
    await expect(start('', { image: 'Nobody/Has:1' })).rejects.toThrow(/^CannotPullContainerError: .*Nobody\/Has:1/);
  });

  test('a program that is not there is a fault with ECS’s name', async () => {
    await expect(start('', { command: ['/no/such/program'] })).rejects.toThrow(/^CannotStartContainerError: /);
  });

  test('a stop is SIGTERM, and the container’s own time to end', async () => {
    const server = await startServer();
    await server.stop(new Promise(() => undefined));
    expect(await server.exited).toEqual({ code: 0, reason: undefined });
    expect(server.printed()).toBe('listening\nSIGTERM\n');
  });

  test('another of the same task and name can start as soon as one has ended', async () => {
    const again = { taskId: 'again' };
    for (const code of [3, 4]) expect(await (await start(`process.exit(${code})`, again)).exited).toMatchObject({ code });
  });

  test('one that ignores SIGTERM is killed when patience is over', async () => {
    const server = await startServer({ IGNORE_SIGTERM: '1' });
    await server.stop(until(() => server.printed().includes('SIGTERM') || undefined));
    expect(await server.exited).toEqual({ code: 137, reason: undefined });
  });

  test('a health check runs inside, with the container’s environment, and fails by its status, by its time, and where there is no such program', async () => {
    const server = await startServer({ COLOUR: 'green' });
    expect(await server.exec(['/bin/sh', '-c', 'test "$COLOUR" = green'], 5_000)).toBe(true);
    expect(await server.exec(['node', '-e', 'fetch(`http://${process.env.HOST}:8080/`).then(({ ok }) => process.exit(ok ? 0 : 1))'], 5_000)).toBe(true);
    expect(await server.exec(['/bin/sh', '-c', 'exit 3'], 5_000)).toBe(false);
    expect(await server.exec(['node', '-e', 'setTimeout(() => undefined, 3_000)'], 300)).toBe(false);
    expect(await server.exec(['/no/such/program'], 1_000)).toBe(false);
    await server.stop(Promise.resolve());
    expect(await server.exec(['node', '-v'], 5_000)).toBe(false);
  });

  test('struck with a crash it ends as if killed', async () => {
    const server = await startServer();
    await server.strike('crash');
    expect(await server.exited).toEqual({ code: 137, reason: undefined });
    await server.stop(Promise.resolve());
  });

  test('struck with a hang it takes connections and never answers, and only a kill ends it', async () => {
    const server = await startServer();
    await server.strike('hang');
    await expect(fetch(server.url, { signal: AbortSignal.timeout(300) })).rejects.toThrow('aborted due to timeout');
    expect(await isOver(server)).toBe(false);
    await server.stop(Promise.resolve());
    expect(await server.exited).toEqual({ code: 137, reason: undefined });
  });

  test('struck with garbage it seems to run, answers what is no HTTP, and ends when stopped', async () => {
    const server = await startServer();
    await server.strike('garbage');
    const fault = await new Promise<NodeJS.ErrnoException>((resolve) => get(server.url).on('error', resolve));
    expect(fault.code).toMatch(/^HPE_/);
    expect(await isOver(server)).toBe(false);
    expect(await server.exec(['node', '-v'], 5_000)).toBe(false);
    await server.stop(Promise.resolve());
    expect(await server.exited).toEqual({ code: 143, reason: undefined });
    await expect(fetch(server.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  test('above its memory limit it is killed, and says why', async () => {
    const container = await start('globalThis.held = Buffer.alloc(300 * 2 ** 20, 1); setInterval(() => undefined, 1_000)', { memoryMiB: 150 });
    expect(await container.exited).toEqual({ code: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' });
  });

  test('what it uses is known while it runs, children of it included', async () => {
    const container = await start('require("node:child_process").spawn("node", ["-e", "for (;;);"], { stdio: "inherit" }); setInterval(() => undefined, 1_000)');
    const one = await until(async () => [await container.usage()].find((usage) => (usage?.memoryBytes ?? 0) > 10 * 2 ** 20));
    const both = await until(async () => [await container.usage()].find((usage) => (usage?.cpuSeconds ?? 0) > one.cpuSeconds + 0.5));
    expect(both.memoryBytes).toBeGreaterThan(one.memoryBytes);
    await container.stop(Promise.resolve());
    expect(await container.usage()).toBeUndefined();
  });

  test('when the runtime is closed nothing of it runs any more', async () => {
    const own = await open(root);
    const before = runtime;
    runtime = own;
    const server = await startServer({ IGNORE_SIGTERM: '1' }).finally(() => (runtime = before));
    await own.close();
    expect(await server.exited).toMatchObject({ code: 137 });
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  });

  const inAnEngine = kind === 'docker' ? test : test.skip;
  inAnEngine(`a user is who it runs as${kind === 'docker' ? '' : ' (a process has the sandbox’s)'}`, async () => {
    const container = await start('console.log(process.getuid(), process.getgid())', { user: '1000:1000' });
    await container.exited;
    expect(container.printed()).toBe('1000 1000\n');
  });
});
