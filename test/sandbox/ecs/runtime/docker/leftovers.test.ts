import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readDockerHost } from '../../../../../sandbox/ecs/runtime/docker/docker-host.ts';
import { openDockerRuntime } from '../../../../../sandbox/ecs/runtime/docker/docker-runtime.ts';
import { createEngineClient, type EngineClient } from '../../../../../sandbox/ecs/runtime/docker/engine-client.ts';
import type { TaskRuntime } from '../../../../../sandbox/ecs/runtime/runtime.ts';
import { findEngine, NODE_IMAGE } from '../container-engine.ts';

const { dockerHost, missing } = await findEngine();
const inAnEngine = missing === undefined ? test : test.skip;

/** A container that waits; its task's id tells it from those of other tests. */
const waiting = (taskId: string) => ({
  taskId, name: 'web', image: NODE_IMAGE, address: '127.9.9.9', ports: [], entryPoint: undefined, command: ['node', '-e', 'setInterval(() => undefined, 1_000)'],
  environment: {}, user: undefined, workingDirectory: undefined, cpuUnits: undefined, memoryMiB: undefined,
});

/** A sandbox in small: starts a container and says so, then waits to be killed. */
const SANDBOX = `
import { openSync } from 'node:fs';
import { openDockerRuntime } from ${JSON.stringify(new URL('../../../../../sandbox/ecs/runtime/docker/docker-runtime.ts', import.meta.url).href)};
const runtime = await openDockerRuntime({ dockerHost: ${JSON.stringify(dockerHost)} });
await runtime.start({ ...JSON.parse(process.argv[1]), log: { descriptor: openSync('/dev/null', 'a') }, cancelled: new AbortController().signal });
console.log('started');
`;

const [ofDead, ofLiving, ofOthers] = ['dead', 'living', 'others'].map((name) => `${name}-${process.pid}`) as [string, string, string];
const descriptor = openSync('/dev/null', 'a');
let engine: EngineClient;
let living: TaskRuntime | undefined;

beforeEach(() => {
  engine = createEngineClient(readDockerHost(dockerHost));
});
afterEach(async () => {
  await living?.close();
  if (missing === undefined) for (const taskId of [ofDead, ofOthers]) await engine.call('DELETE', `/containers/ecs-${taskId}-web?force=1`);
  await engine.close();
  closeSync(descriptor);
});

const exists = async (taskId: string) => (await engine.call('GET', `/containers/ecs-${taskId}-web/json`)).ok;

inAnEngine(`what a killed sandbox left is removed when the next one starts; what one that lives runs is not, and neither is what others run${missing === undefined ? '' : ` (${missing})`}`, async () => {
  living = await openDockerRuntime({ dockerHost });
  await living.start({ ...waiting(ofLiving), log: { descriptor, close: () => undefined }, cancelled: new AbortController().signal });
  await engine.call('POST', `/containers/create?name=ecs-${ofOthers}-web`, { body: { Image: NODE_IMAGE } });
  const sandbox = spawn(process.execPath, ['--input-type=module', '-e', SANDBOX, JSON.stringify(waiting(ofDead))], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(sandbox.stdout, 'data');
  sandbox.kill('SIGKILL');
  await once(sandbox, 'exit');
  expect(await exists(ofDead)).toBe(true);

  await (await openDockerRuntime({ dockerHost })).close();
  expect(await exists(ofDead)).toBe(false);
  expect(await exists(ofLiving)).toBe(true);
  expect(await exists(ofOthers)).toBe(true);

  await living.close();
  expect(await exists(ofLiving)).toBe(false);
});
