import type { TaskRuntime } from './ecs/runtime/runtime.ts';
import type { SandboxOptions } from './options.ts';

/** What runs the containers of tasks. Only the one that is asked for is loaded. `dockerHost` is as in DOCKER_HOST. */
export async function openRuntime({ runtime = 'process', images }: SandboxOptions, dockerHost: string | undefined): Promise<TaskRuntime> {
  if (runtime === 'process') return (await import('./ecs/runtime/process/process-runtime.ts')).createProcessRuntime({ images });
  const [{ openDockerRuntime }, { DEFAULT_DOCKER_HOST }] = await Promise.all([import('./ecs/runtime/docker/docker-runtime.ts'), import('./ecs/runtime/docker/docker-host.ts')]);
  return await openDockerRuntime({ dockerHost: dockerHost ?? DEFAULT_DOCKER_HOST });
}
