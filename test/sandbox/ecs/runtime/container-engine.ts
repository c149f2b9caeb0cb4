import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DEFAULT_DOCKER_HOST, readDockerHost } from '../../../../sandbox/ecs/runtime/docker/docker-host.ts';
import { createEngineClient } from '../../../../sandbox/ecs/runtime/docker/engine-client.ts';
import { inspectEngine } from '../../../../sandbox/ecs/runtime/docker/engine-info.ts';

/** What containers of the tests are made of. */
export const NODE_IMAGE = 'node:24-slim';

/** The container engine of whoever runs the tests. */
export interface TestEngine {
  readonly dockerHost: string;
  readonly isPodman: boolean;
  /** Why there is none to test with. */
  readonly missing: string | undefined;
}

/** Looks whether an engine answers and has the image; starts and pulls nothing. */
export async function findEngine(): Promise<TestEngine> {
  const dockerHost = process.env['DOCKER_HOST'] || DEFAULT_DOCKER_HOST;
  const engine = createEngineClient(readDockerHost(dockerHost));
  try {
    await inspectEngine(engine, dockerHost);
    const isPodman = JSON.stringify((await engine.call('GET', '/version')).body).includes('Podman');
    const { ok } = await engine.call('GET', `/images/${NODE_IMAGE}/json`);
    return { dockerHost, isPodman, missing: ok ? undefined : `the engine has no image ${NODE_IMAGE}: docker pull ${NODE_IMAGE}` };
  } catch (error) {
    return { dockerHost, isPodman: false, missing: (error as Error).message };
  } finally {
    await engine.close();
  }
}

/** Builds an image from a folder's Dockerfile by the engine's own command; what its `RUN` lines install comes from the network. */
export async function buildImage({ dockerHost, isPodman }: TestEngine, image: string, folder: string): Promise<void> {
  const [program, ...parameters] = isPodman
    ? ['podman', '--url', dockerHost, 'build', '--isolation', 'chroot', '--ulimit', 'nofile=1024:1024', '--pull=never']
    : ['docker', '--host', dockerHost, 'build'];
  await promisify(execFile)(program, [...parameters, '--network', 'host', '--tag', image, folder]);
}
