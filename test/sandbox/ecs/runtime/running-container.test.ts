import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { runningContainer, type StartedContainer } from '../../../../sandbox/ecs/runtime/running-container.ts';
import type { ProcessSampler } from '../../../../sandbox/ecs/runtime/process-sampler.ts';
import type { ContainerSpec, Exit } from '../../../../sandbox/ecs/runtime/runtime.ts';

/** A container that ends when killed, and the calls that it got. */
function fakeContainer(ports: readonly number[] = []) {
  const calls: string[] = [];
  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  const started: StartedContainer = {
    pid: 1,
    exited,
    terminate: async () => void calls.push('terminate'),
    freeze: async () => void calls.push('freeze'),
    kill: async () => {
      calls.push('kill');
      resolve({ code: 137, reason: undefined });
    },
    exec: async () => calls.push('exec') > 0,
  };
  const sampler: ProcessSampler = { usage: async () => ({ cpuSeconds: 1, memoryBytes: 1 }), limitMemory: () => () => undefined, close: () => undefined };
  const spec = { address: '127.0.0.1', ports, memoryMiB: undefined } as unknown as ContainerSpec;
  return { container: runningContainer(started, spec, sampler), calls, end: resolve };
}

test('one that hangs is not asked to end: an engine would wake it for that', async () => {
  const { container, calls } = fakeContainer();
  await container.strike('hang');
  await container.stop(Promise.resolve());
  expect(calls).toEqual(['freeze', 'kill']);
});

test('one that has ended is left alone', async () => {
  const { container, calls, end } = fakeContainer();
  end({ code: 0, reason: undefined });
  await container.exited;
  await container.stop(Promise.resolve());
  for (const kind of ['crash', 'hang', 'garbage'] as const) await container.strike(kind);
  expect(await container.exec(['true'], 1_000)).toBe(false);
  expect(await container.usage()).toBeUndefined();
  expect(calls).toEqual([]);
});

test('struck with garbage where its port cannot be taken over, it has ended as if killed', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { container } = fakeContainer([(other.address() as AddressInfo).port]);
  await expect(container.strike('garbage')).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(await container.exited).toEqual({ code: 137, reason: undefined });
  other.close();
});
