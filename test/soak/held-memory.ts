import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process holds after everything that nobody refers to was collected, in MiB. */
export interface HeldMemory {
  /** The two below together. */
  readonly mib: number;
  /** JavaScript objects. */
  readonly heap: number;
  /** What they hold outside the heap, array buffers included. */
  readonly external: number;
  /** What the operating system has given it. */
  readonly resident: number;
}

/** To be given to the process in NODE_OPTIONS: its inspector, once it is asked for, listens on any free port. */
export const INSPECTABLE = '--inspect-port=127.0.0.1:0';

export interface MemoryReader {
  read(): Promise<HeldMemory>;
  close(): void;
}

/** What is under way for a moment, such as a save of its state, is not what it holds: the least of so many is taken. */
const READINGS = 3;
const BETWEEN_MS = 700;

/** Opens the process's inspector by the signal that Node listens for, and asks it to collect garbage before each reading. */
export async function readHeldMemory(child: ChildProcess): Promise<MemoryReader> {
  const address = addressOf(child);
  child.kill('SIGUSR1');
  const socket = new WebSocket(await address);
  await once(socket, 'open');
  const answers = new Map<number, (answer: Answer) => void>();
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    answers.get(answer.id)?.(answer);
    answers.delete(answer.id);
  });
  let asked = 0;
  const ask = (method: string, params: object = {}): Promise<Answer> => {
    const id = ++asked;
    socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => answers.set(id, resolve));
  };
  return {
    async read() {
      const readings: HeldMemory[] = [];
      for (let i = 0; i < READINGS; i++) {
        if (i > 0) await sleep(BETWEEN_MS);
        await ask('HeapProfiler.collectGarbage');
        const { result } = await ask('Runtime.evaluate', { expression: 'process.memoryUsage()', returnByValue: true });
        const { heapUsed, external, rss } = result.result.value;
        const [heap, outside, resident] = [heapUsed, external, rss].map((bytes) => bytes / 2 ** 20) as [number, number, number];
        readings.push({ mib: heap + outside, heap, external: outside, resident });
      }
      return readings.reduce((least, each) => (each.resident < least.resident ? each : least));
    },
    close: () => socket.close(),
  };
}

interface Answer {
  readonly id: number;
  readonly result: { readonly result: { readonly value: NodeJS.MemoryUsage } };
}

function addressOf({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const look = (chunk: Buffer | string): void => {
      text += String(chunk);
      const [address] = /ws:\/\/\S+/.exec(text) ?? [];
      if (address === undefined) return;
      stderr?.off('data', look);
      resolve(address);
    };
    stderr?.on('data', look);
  });
}
