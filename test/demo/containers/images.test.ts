import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildImages } from '../../../demo/containers/build-images.ts';
import { freePort } from '../../../demo/free-port.ts';
import { IMAGES, PACKAGE, PROXY } from '../../../demo/images.ts';
import { readDockerHost } from '../../../sandbox/ecs/runtime/docker/docker-host.ts';
import { openDockerRuntime } from '../../../sandbox/ecs/runtime/docker/docker-runtime.ts';
import { createEngineClient } from '../../../sandbox/ecs/runtime/docker/engine-client.ts';
import type { Argv, RunningContainer, TaskRuntime } from '../../../sandbox/ecs/runtime/runtime.ts';
import { openTaskLog } from '../../../sandbox/ecs/runtime/task-log.ts';
import { findEngine } from '../../sandbox/ecs/runtime/container-engine.ts';
import { until } from '../../support/until.ts';

const MIB = 2 ** 20;
const BUILD_MS = 600_000;
const BASE = 'node:24-slim';
/** What each image may take beside its base. */
const MOST_MIB = { 'shop/catalog:1': 8, 'shop/accounts:1': 25, 'shop/orders:1': 25, 'banyan/proxy:1': 80, 'shop/monolith:1': 105 } as const;
const NAMES = Object.keys(MOST_MIB) as (keyof typeof MOST_MIB)[];
const UNDECLARED = { entryPoint: undefined, user: undefined, workingDirectory: undefined, cpuUnits: undefined, memoryMiB: undefined, ports: [], cancelled: new AbortController().signal };

const { dockerHost, missing } = await findEngine();
const inAnEngine = missing === undefined ? describe : describe.skip;

/** The user that the image names. */
async function userOf(image: string): Promise<string> {
  const engine = createEngineClient(readDockerHost(dockerHost));
  const { body } = await engine.call('GET', `/images/${image}/json`);
  await engine.close();
  return (body as { readonly Config: { readonly User: string } }).Config.User;
}

/** What the image asks itself by; podman's Docker API does not tell. */
function healthCheckOf(image: (typeof NAMES)[number]): Argv {
  const { directory } = IMAGES[image.replace(/:1$/, '') as keyof typeof IMAGES];
  const dockerfile = readFileSync(directory === PROXY ? join(PACKAGE, 'packaging/proxy.Dockerfile') : join(directory, 'Dockerfile'), 'utf8');
  return JSON.parse(/^HEALTHCHECK .*\\\n\s+CMD (\[.+\])$/m.exec(dockerfile)?.[1] ?? '[]') as Argv;
}

inAnEngine(`the images of the shop and of the proxy, built from their Dockerfiles${missing === undefined ? '' : ` (${missing})`}`, () => {
  let runtime: TaskRuntime;
  let logs: string;
  let sizes: ReadonlyMap<string, number>;
  beforeAll(async () => {
    logs = mkdtempSync(join(tmpdir(), 'images-'));
    sizes = new Map((await buildImages(IMAGES, dockerHost)).map(({ image, bytes }) => [image, bytes]));
    runtime = await openDockerRuntime({ dockerHost });
  }, BUILD_MS);
  afterAll(async () => {
    await runtime.close();
    rmSync(logs, { recursive: true });
  });

  const start = async (image: string, environment: Readonly<Record<string, string>> = {}, command?: Argv): Promise<RunningContainer & { printed(): string }> => {
    const taskId = randomUUID().replaceAll('-', '');
    const container = await runtime.start({ ...UNDECLARED, taskId, name: 'one', image, address: '127.0.0.1', command, environment, log: openTaskLog(logs, 'one', taskId) });
    return { ...container, printed: () => readFileSync(join(logs, `one-${taskId}.log`), 'utf8') };
  };

  test('are those of the folders that the sandbox runs as processes', () => {
    expect([...sizes.keys()].toSorted()).toEqual([...NAMES, BASE].toSorted());
  });

  test.each(NAMES)('%s is small, has a health check, and runs as a user who can change nothing in it', async (image) => {
    expect(((sizes.get(image) ?? NaN) - (sizes.get(BASE) ?? NaN)) / MIB).toBeLessThan(MOST_MIB[image]);
    expect(healthCheckOf(image)[0]).toBe('node');
    expect(await userOf(image)).toBe('node');
    const container = await start(image, {}, ['node', '-e', 'require("fs").writeFileSync("package.json", "")']);
    expect((await container.exited).code).toBe(1);
    expect(container.printed()).toContain('EACCES');
  });

  test.each(['shop/catalog:1', 'shop/monolith:1'] as const)('the health check of %s tells whether it answers', async (image) => {
    const [program, flag, script = ''] = healthCheckOf(image);
    const container = await start(image, { PORT: String(await freePort()) });
    await until(async () => ((await container.exec([program, flag ?? '', script], 5_000)) ? true : undefined), 20_000);
    expect(await container.exec([program, flag ?? '', script.replace('process.env.PORT', '1')], 5_000)).toBe(false);
  }, 30_000);

  test.each(['shop/accounts:1', 'shop/orders:1'])('%s says what it lacks where it has no database', async (image) => {
    const container = await start(image);
    expect((await container.exited).code).toBe(1);
    expect(container.printed()).toContain('DATABASE_URL is missing');
  });
});
