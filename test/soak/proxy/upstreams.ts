import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, type Child } from '../../../bench/processes/child.ts';
import type { NameServer } from './name-server.ts';

export type Fault = 'none' | 'hang' | 'reset' | 'garbage' | 'truncate';

/** An upstream behind a name: one process at a time, each at another address than the one before. */
export interface NamedUpstream {
  readonly url: string;
  setFault(fault: Fault): void;
  /** As in a rolling deployment: the next one serves before the name leads to it, and the last one ends when it has nothing left to answer. */
  replace(): Promise<void>;
  /** Ends it at once, whatever it is doing. */
  kill(): Promise<void>;
  /** It stands still, and its kernel goes on taking connections. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** Everything that is asked for in the soak is answered long before. */
const LONGEST_DRAIN_MS = 45_000;

/** Addresses of the loopback net that the upstream takes in turn. */
export async function startUpstream(name: string, addresses: readonly [string, string], names: NameServer): Promise<NamedUpstream> {
  let [address, next] = addresses;
  const start = (at: string, port: string): Promise<Child> => startChild([join(import.meta.dirname, 'witness.ts'), at, port]);
  let child = await start(address, '0');
  const port = child.firstLine;
  names.point(name, [address]);

  async function startNext(): Promise<void> {
    child = await start(next, port);
    [address, next] = [next, address];
    names.point(name, [address]);
  }

  return {
    url: `http://${name}:${port}`,
    setFault: (fault) => void child.process.send(fault),
    async replace() {
      const last = child;
      const isRunning = last.process.exitCode === null && last.process.signalCode === null;
      await startNext();
      if (!isRunning) return;
      const ended = last.stop().then(() => true);
      // The clock that runs on must not keep the soak from ending.
      if (await Promise.race([ended, sleep(LONGEST_DRAIN_MS, false, { ref: false })])) return;
      last.process.kill('SIGKILL');
      throw new Error(`${name}: somebody holds a connection to a process that was replaced ${LONGEST_DRAIN_MS} ms ago`);
    },
    async kill() {
      const ended = once(child.process, 'exit');
      child.process.kill('SIGKILL');
      await ended;
    },
    freeze: () => void child.process.kill('SIGSTOP'),
    thaw: () => void child.process.kill('SIGCONT'),
    async stop() {
      child.process.kill('SIGKILL');
      await child.stop();
    },
  };
}
