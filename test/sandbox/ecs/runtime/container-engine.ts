import { DEFAULT_DOCKER_HOST, readDockerHost } from '../../../../sandbox/ecs/runtime/docker/docker-host.ts';
import { createEngineClient } from '../../../../sandbox/ecs/runtime/docker/engine-client.ts';
import { inspectEngine } from '../../../../sandbox/ecs/runtime/docker/engine-info.ts';

/** What containers of the tests are made of. */
export const NODE_IMAGE = 'node:24-slim';

/** The container engine of whoever runs the tests. */
export interface TestEngine {
  readonly dockerHost: string;
  /** Why there is none to test with. */
  readonly missing: string | undefined;
}

/** Looks whether an engine answers and has the image; starts and pulls nothing. */
export async function findEngine(): Promise<TestEngine> {
  const dockerHost = process.env['DOCKER_HOST'] || DEFAULT_DOCKER_HOST;
  const engine = createEngineClient(readDockerHost(dockerHost));
  try {
    await inspectEngine(engine, dockerHost);
    const { ok } = await engine.call('GET', `/images/${NODE_IMAGE}/json`);
    return { dockerHost, missing: ok ? undefined : `the engine has no image ${NODE_IMAGE}: docker pull ${NODE_IMAGE}` };
  } catch (error) {
    return { dockerHost, missing: (error as Error).message };
  } finally {
    await engine.close();
  }
}
