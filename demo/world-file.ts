import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a running sandbox says how to reach it, below the directory it was started in. */
export function worldFile(directory: string): string {
  return join(directory, '.banyan', 'sandbox.json');
}

/** Takes away what an earlier sandbox of this directory left, its logs and its journal. Rejects while it is still running. */
export async function clearEarlier(directory: string): Promise<void> {
  const pid = await runningPid(worldFile(directory));
  if (pid !== undefined) throw new Error(`a sandbox is already running in ${directory} (process ${pid}); end it first, or work in another directory`);
  const home = join(directory, '.banyan');
  const left = await readdir(home).catch(() => []);
  for (const name of left.filter((each) => each.startsWith('sandbox-'))) await rm(join(home, name), { recursive: true, force: true });
}

async function runningPid(file: string): Promise<number | undefined> {
  try {
    const { sandbox } = JSON.parse(await readFile(file, 'utf8')) as { sandbox: { pid: number } };
    process.kill(sandbox.pid, 0);
    return sandbox.pid;
  } catch {
    // No file, none of ours, or nobody of that number: nothing is running.
    return undefined;
  }
}
