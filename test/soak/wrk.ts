import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Why there can be no load: `undefined` where the load generator is on the machine. */
export const noWrk: string | undefined = spawnSync('wrk', ['--version']).error ? 'wrk is not on this machine (apt-get install wrk)' : undefined;

export interface Load {
  /** Ends it. What was wrong is in words, as wrk reports it; answers that had not come yet are no errors. */
  stop(): Promise<{ readonly requests: number; readonly errors: readonly string[] }>;
}

/** A load of so many connections, each with one request after the other. */
export function startWrk(url: string, connections: number): Load {
  const child = spawn('wrk', ['--threads', '1', '--connections', String(connections), '--duration', '600s', url], { stdio: ['ignore', 'pipe', 'inherit'] });
  let report = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (report += text));
  const closed = once(child, 'close');
  return {
    async stop() {
      child.kill('SIGINT');
      await closed;
      const errors = report.split('\n').filter((line) => /Non-2xx|Socket errors/.test(line));
      return { requests: Number(/(\d+) requests in/.exec(report)?.[1]), errors };
    },
  };
}
