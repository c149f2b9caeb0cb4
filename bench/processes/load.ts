import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

export interface LoadResult {
  readonly perSecond: number;
  /** Answers of status 400 and above, and requests without an answer. */
  readonly failed: number;
  /** Milliseconds from a request to the end of its answer. */
  readonly p50: number;
  readonly p99: number;
  /** Each time in milliseconds, to the hundredth, and how often it was seen, the shortest first. */
  readonly times: Times;
}

export type Times = readonly (readonly [ms: number, count: number])[];

export interface LoadOptions {
  readonly seconds: number;
  readonly connections: number;
  /** Each connection rests up to so many milliseconds before it asks again. Default 0: as fast as it goes. */
  readonly pauseMs?: number;
}

const run = promisify(execFile);

/** Keep-alive load of a hundred callers, from a process of its own: wrk where it is on the PATH, else one on undici, which takes more of the machine for itself. */
export async function loadOf(url: string, { seconds, connections, pauseMs = 0 }: LoadOptions): Promise<LoadResult> {
  const file = (name: string): string => new URL(name, import.meta.url).pathname;
  // No request is given up: what is slow is to be seen as slow.
  const wrk = ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '120s', '-s', file('callers.lua'), url, '--', String(pauseMs)];
  const own = [process.execPath, file('keep-alive-load.ts'), url, String(seconds), String(connections), String(pauseMs)];
  const [command = '', ...args] = hasWrk() ? wrk : own;
  const { stdout } = await run(command, args, { maxBuffer: 64 * 2 ** 20 });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('{"perSecond'))) as LoadResult;
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
