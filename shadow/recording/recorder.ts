import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RecordRules, SeenExchange } from './record-exchange.ts';

/** Why an exchange is not in the recording. */
export type NotRecorded =
  /** More came than could be redacted or sent. */
  | 'busy'
  /** The request's or the answer's body is larger than is kept. */
  | 'too-large'
  /** Legacy said that the caller's copy is still good: there is no answer in that. */
  | 'not-modified'
  /** Somebody went away before the answer was complete. */
  | 'aborted'
  /** It could not be redacted. */
  | 'unreadable';

/** Redacts exchanges in a thread of its own. Never throws, never waits. */
export interface Recorder {
  /** Takes an exchange; `false` where there is no room: nothing was taken. */
  readonly record: (seen: SeenExchange) => boolean;
  /** Takes no more, and ends when what it has is done, or after `withinMs`; what is not done by then is lost. */
  readonly finish: (withinMs: number) => Promise<void>;
  readonly close: () => void;
}

export interface RecorderOptions extends RecordRules {
  /** Bytes of exchanges that wait. Default 16 MiB. */
  readonly maxQueuedBytes?: number;
  /** An exchange without secrets as a line, without its end. */
  readonly onLine: (line: string) => void;
  readonly onLost: (reason: NotRecorded) => void;
  /** The thread is gone: nothing more will come. Called once, and not by `close`. */
  readonly onEnd: () => void;
  /** Entry file of the thread. Default worker.ts; tests put a faulty one here. */
  readonly thread?: URL;
  /** After so long without a word of it the thread is given up. Default 10,000 ms. */
  readonly deadlineMs?: number;
}

const OVERHEAD_BYTES = 2_048;

export function createRecorder({ key, rules, maxQueuedBytes = 16 * 1024 * 1024, onLine, onLost, onEnd, thread, deadlineMs = 10_000 }: RecorderOptions): Recorder {
  const entry = thread ?? new URL(`./worker${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(entry, { workerData: { key, rules } satisfies RecordRules, env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 256 } });
  /** Weights of what the thread has, in the order in which it will answer. */
  const waiting: number[] = [];
  let queuedBytes = 0;
  let deadline: NodeJS.Timeout | undefined;
  let closed = false;
  let finishing: { readonly done: () => void } | undefined;

  const close = () => {
    closed = true;
    clearTimeout(deadline);
    void worker.terminate();
  };
  const end = () => {
    if (closed) return;
    close();
    for (const _ of waiting) onLost('unreadable');
    onEnd();
    finishing?.done();
  };
  const watch = () => {
    clearTimeout(deadline);
    if (waiting.length > 0) deadline = setTimeout(end, deadlineMs);
  };
  worker.on('message', (line: string | null) => {
    if (closed) return;
    queuedBytes -= waiting.shift() ?? 0;
    watch();
    if (line === null) onLost('unreadable');
    else onLine(line);
    if (waiting.length === 0) finishing?.done();
  });
  worker.on('error', end);
  worker.on('exit', end);
  worker.unref();

  return {
    close,
    async finish(withinMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      finishing = { done: resolve };
      const timer = setTimeout(resolve, withinMs);
      if (waiting.length > 0 && !closed) await promise;
      clearTimeout(timer);
      if (closed) return;
      close();
      for (const _ of waiting) onLost('busy');
    },
    record(seen) {
      const bytes = weightOf(seen);
      if (closed || finishing || queuedBytes + bytes > maxQueuedBytes) return false;
      queuedBytes += bytes;
      waiting.push(bytes);
      worker.postMessage(seen, []);
      if (waiting.length === 1) watch();
      return true;
    },
  };
}

function weightOf({ target, headers, body, answer }: SeenExchange): number {
  const texts = [target, ...headers, ...answer.rawHeaders];
  return texts.reduce((sum, text) => sum + text.length, OVERHEAD_BYTES + body.byteLength + answer.body.byteLength);
}
