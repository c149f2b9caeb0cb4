import type { ContainerSpec } from '../runtime.ts';
import type { EngineInfo } from './engine-info.ts';
import { OWNER_LABEL } from './leftovers.ts';

/**
 * What the engine is asked to make. The container shares the machine's network and listens on its task's own address, exactly as a process does: so it
 * reaches other tasks, load balancers and DNS by the same addresses.
 */
export function createBody(spec: ContainerSpec, { limitsMemory, limitsCpu }: EngineInfo, owner: string): object {
  const memory = limitsMemory && spec.memoryMiB !== undefined ? spec.memoryMiB * 2 ** 20 : undefined;
  return {
    Image: spec.image,
    Entrypoint: spec.entryPoint,
    Cmd: spec.command,
    Env: Object.entries({ ...spec.environment, HOST: spec.address }).map(([name, value]) => `${name}=${value}`),
    User: spec.user,
    WorkingDir: spec.workingDirectory,
    Labels: { [OWNER_LABEL]: owner },
    // ECS does not look at the image's own health check.
    Healthcheck: { Test: ['NONE'] },
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      NetworkMode: 'host',
      Memory: memory,
      // No swap, as on Fargate.
      MemorySwap: memory,
      NanoCpus: limitsCpu && spec.cpuUnits !== undefined ? Math.round((spec.cpuUnits / 1024) * 1e9) : undefined,
      // The task's log has what it prints; the engine keeps no second copy.
      LogConfig: { Type: 'none' },
    },
  };
}
