import { release } from 'node:os';
import { z } from 'zod';
import type { EngineClient } from './engine-client.ts';

/** What the engine can do. Each is false on engines without control groups. */
export interface EngineInfo {
  readonly limitsMemory: boolean;
  readonly limitsCpu: boolean;
}

const info = z.object({ MemoryLimit: z.boolean().default(false), CpuCfsQuota: z.boolean().default(false), KernelVersion: z.string().default('') });

/** Asks the engine what it can. Rejects, with a remedy, where none answers or where it does not share this machine's network. */
export async function inspectEngine(engine: EngineClient, dockerHost: string): Promise<EngineInfo> {
  const answer = await engine.call('GET', '/info').catch((error: unknown) => {
    throw new Error(`No container engine answers at ${dockerHost} (${error instanceof Error ? error.message : String(error)}). Start Docker or podman, or name another engine by DOCKER_HOST; or let tasks be processes, which need no engine: --runtime process.`);
  });
  const { success, data } = info.safeParse(answer.body);
  if (!answer.ok || !success) throw new Error(`What answers at ${dockerHost} is no Docker Engine API (status ${answer.status}). Correct DOCKER_HOST, or use --runtime process.`);
  if (data.KernelVersion !== release()) {
    throw new Error(
      `The container engine at ${dockerHost} runs on another kernel (${data.KernelVersion}) than the sandbox (${release()}), as Docker Desktop does in its virtual machine: ` +
        'tasks need this machine’s own network. Run the sandbox where the engine runs, or use --runtime process.',
    );
  }
  return { limitsMemory: data.MemoryLimit, limitsCpu: data.CpuCfsQuota };
}
