import { expect, test } from '@jest/globals';
import type { EngineClient } from '../../../../../sandbox/ecs/runtime/docker/engine-client.ts';
import { requireImage } from '../../../../../sandbox/ecs/runtime/docker/engine-image.ts';

/** An engine without images that answers a pull so; keeps what was asked of it. */
function engineThatPulls(status: number, body: unknown): EngineClient & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  return {
    asked,
    call: async (method, path) => {
      asked.push(`${method} ${decodeURIComponent(path)}`);
      return method === 'GET' ? { status: 404, ok: false, body: '' } : { status, ok: status < 300, body };
    },
    hijack: () => Promise.reject(new Error('not asked for')),
    close: async () => undefined,
  };
}

test.each([
  ['shop/web:1', 'shop/web:1'],
  ['shop/web', 'shop/web:latest'],
  ['registry:5000/web', 'registry:5000/web:latest'],
  ['web@sha256:abc', 'web@sha256:abc'],
])('of %s the one image %s is pulled', async (reference, pulled) => {
  const engine = engineThatPulls(200, '{"status":"Pulling"}\n{"status":"Downloaded"}\n');
  await requireImage(engine, reference, new AbortController().signal);
  expect(engine.asked).toEqual([`GET /images/${reference}/json`, `POST /images/create?fromImage=${pulled}`]);
});

test.each([
  ['in the last line of a success', 200, '{"status":"Pulling"}\n{"errorDetail":{},"error":"no such host"}\n', 'no such host'],
  ['in the only line of a success', 200, { error: 'no such host' }, 'no such host'],
  ['by its status', 404, { message: 'repository does not exist' }, 'repository does not exist'],
])('a pull that fails %s is a fault that says what to do', async (_where, status, body, why) => {
  await expect(requireImage(engineThatPulls(status, body), 'shop/web:1', new AbortController().signal)).rejects.toThrow(
    `CannotPullContainerError: the container engine has no image shop/web:1, and cannot pull it (${why}). Build it there first: docker build -t shop/web:1 <folder>`,
  );
});

test('a pull that nobody waits for any more is given up', async () => {
  const cancelled = new AbortController();
  const engine: EngineClient = {
    ...engineThatPulls(200, ''),
    call: async (method, _path, options) => {
      if (method === 'GET') return { status: 404, ok: false, body: '' };
      cancelled.abort();
      options?.signal?.throwIfAborted();
      return { status: 200, ok: true, body: '' };
    },
  };
  await expect(requireImage(engine, 'shop/web:1', cancelled.signal)).rejects.toThrow('CannotPullContainerError');
});
