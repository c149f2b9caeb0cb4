import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

export interface LoadResult {
  readonly perSecond: number;
  /** Answers other than 2xx and 3xx, and requests without an answer. */
  readonly failed: number;
}

const run = promisify(execFile);

/** Keep-alive load from a process of its own: wrk where it is on the PATH, else one on undici, which takes more of the machine for itself. */
export async function loadOf(url: string, { seconds, connections }: { readonly seconds: number; readonly connections: number }): Promise<LoadResult> {
  if (!hasWrk()) {
    const { stdout } = await run(process.execPath, [new URL('keep-alive-load.ts', import.meta.url).pathname, url, String(seconds), String(connections)]);
    return JSON.parse(stdout) as LoadResult;
  }
  const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, url]);
  const number = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1] ?? 0);
  const sockets = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout)?.slice(1).reduce((sum, each) => sum + Number(each), 0) ?? 0;
  return { perSecond: number(/Requests\/sec:\s+([\d.]+)/), failed: number(/Non-2xx or 3xx responses: (\d+)/) + sockets };
}

function hasWrk(): boolean {
  try {
    execFileSync('wrk', ['-v'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    // It ends with 1 after saying its version.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
