import { createProcessSampler } from '../process-sampler.ts';
import { runningContainer } from '../running-container.ts';
import type { RunningContainer, TaskRuntime } from '../runtime.ts';
import { DEFAULT_DOCKER_HOST, readDockerHost } from './docker-host.ts';
import { createEngineClient } from './engine-client.ts';
import { startEngineContainer } from './engine-container.ts';
import { requireImage } from './engine-image.ts';
import { inspectEngine } from './engine-info.ts';
import { ownerLabel, removeLeftovers } from './leftovers.ts';

/**
 * Containers run in an engine of this machine that speaks the Docker Engine API: Docker, or podman's service. They share the machine's network, so an image
 * must listen on `HOST`, as it must as a process. `dockerHost` is what `DOCKER_HOST` says; empty is the default. Removes what sandboxes that were killed left in the engine. Rejects, with a remedy, where no engine answers.
 */
export async function openDockerRuntime(options: { readonly dockerHost: string | undefined }): Promise<TaskRuntime> {
  const dockerHost = options.dockerHost || DEFAULT_DOCKER_HOST;
  const engine = createEngineClient(readDockerHost(dockerHost));
  const info = await inspectEngine(engine, dockerHost).catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  await removeLeftovers(engine);
  const owner = ownerLabel();
  const sampler = createProcessSampler();
  const running = new Set<RunningContainer>();
  return {
    async start(spec) {
      await requireImage(engine, spec.image, spec.cancelled);
      const started = await startEngineContainer(engine, info, spec, owner);
      // What the engine limits need not be watched.
      const container = runningContainer(started, info.limitsMemory ? { ...spec, memoryMiB: undefined } : spec, sampler);
      running.add(container);
      void container.exited.then(() => running.delete(container));
      return container;
    },
    async close() {
      await Promise.all([...running].map((container) => container.stop(Promise.resolve())));
      sampler.close();
      await engine.close();
    },
  };
}
