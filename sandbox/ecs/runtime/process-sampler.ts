import { readProcessTable, usageOf, type ProcessRow } from './process-table.ts';
import type { Usage } from './runtime.ts';

/** Looks at what containers use, by their first process. Both runtimes share a kernel with the sandbox, so `/proc` tells of either, also where the engine keeps no account. */
export interface ProcessSampler {
  usage(pid: number): Promise<Usage | undefined>;
  /** Calls `exceeded` once when the container is seen above the limit; give back the watch when it has ended. */
  limitMemory(pid: number, limitBytes: number, exceeded: () => void): () => void;
  close(): void;
}

const DEFAULT_EVERY_MS = 500;

export function createProcessSampler(everyMs = DEFAULT_EVERY_MS): ProcessSampler {
  const limits = new Map<number, { readonly bytes: number; readonly exceeded: () => void }>();
  let reading: Promise<readonly ProcessRow[]> | undefined;
  /** One look at the machine serves all who ask meanwhile. */
  const table = () => (reading ??= readProcessTable().finally(() => (reading = undefined)));
  const check = async () => {
    if (limits.size === 0) return;
    const rows = await table();
    for (const [pid, { bytes, exceeded }] of limits) {
      if ((usageOf(rows, pid)?.memoryBytes ?? 0) <= bytes) continue;
      limits.delete(pid);
      exceeded();
    }
  };
  const timer = setInterval(() => void check(), everyMs).unref();
  return {
    usage: async (pid) => usageOf(await table(), pid),
    limitMemory: (pid, bytes, exceeded) => {
      limits.set(pid, { bytes, exceeded });
      return () => limits.delete(pid);
    },
    close: () => clearInterval(timer),
  };
}
