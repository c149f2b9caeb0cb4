import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { conclude } from './compare.ts';
import type { Comparison, ComparisonRules } from './comparison.ts';
import { isEqualAtAGlance } from './equal-at-a-glance.ts';
import type { Exchange } from './exchange.ts';
import { sendable, weightOf } from './exchange-transfer.ts';
import { createRedactor } from './redact.ts';
import type { Job } from './worker.ts';

/** Compares exchanges in a thread of its own, but for those that are equal at a glance. Never throws, never blocks, never waits. */
export interface Comparer<Context> {
  /**
   * Takes an exchange over, its bodies' bytes included: they are moved to the thread, the caller must not touch them again. The result may be told before this returns.
   * `false` where the budget is full (or the comparer closed): nothing was taken, the caller counts the drop.
   */
  compare(exchange: Exchange, rules: ComparisonRules, context: Context): boolean;
  /** Ends the thread. Exchanges still waiting are given up without a result. */
  close(): Promise<void>;
}

export interface ComparerOptions<Context> {
  /** Secret of this run: values that are redacted stay comparable by it. Random, at least 16 bytes, never stored. */
  readonly runKey: Uint8Array;
  /** Bytes of exchanges waiting or under way. Default 64 MiB. */
  readonly maxQueuedBytes?: number;
  /** After so long a comparison is given up and its thread replaced. Default 5,000 ms. */
  readonly deadlineMs?: number;
  /** Heap of the thread. Default 256 MiB. */
  readonly memoryMiB?: number;
  /** Entry file of the thread. Default worker.ts; tests put a faulty one here. */
  readonly thread?: URL;
  /**
   * Called once for every exchange taken, on the caller's thread. A comparison that crashed or ran out of time is a
   * result too: not equal, with one difference of kind `failed` at `body`.
   */
  readonly onResult: (comparison: Comparison, context: Context) => void;
}

interface Waiting<Context> extends Job {
  readonly context: Context;
  readonly bytes: number;
}

/** A thread that was lost is replaced after a pause, longer each time until a comparison succeeds: it may not even be able to start. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 30_000;

export function createComparer<Context>(options: ComparerOptions<Context>): Comparer<Context> {
  const { runKey, maxQueuedBytes = 64 * 1024 * 1024, deadlineMs = 5_000, memoryMiB = 256, onResult } = options;
  const entry = options.thread ?? new URL(`./worker${extname(import.meta.url)}`, import.meta.url);
  const redactor = createRedactor({ runKey });
  const rulesText = new WeakMap<ComparisonRules, string>();
  const queue: Waiting<Context>[] = [];
  let queuedBytes = 0;
  let current: Waiting<Context> | undefined;
  let thread: Worker | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let pause: NodeJS.Timeout | undefined;
  let lostInARow = 0;
  let closed = false;

  const startThread = (): Worker => {
    const worker = new Worker(entry, { workerData: { runKey }, env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: memoryMiB } });
    worker.on('message', (comparison: Comparison) => {
      if (worker !== thread) return;
      lostInARow = 0;
      finish(comparison);
    });
    worker.on('error', () => loseThread(worker, 'comparison crashed'));
    worker.on('exit', () => loseThread(worker, 'comparison crashed'));
    worker.unref();
    return worker;
  };

  const loseThread = (worker: Worker, why: string) => {
    if (worker !== thread) return;
    thread = undefined;
    void worker.terminate();
    pause = setTimeout(resume, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** lostInARow++));
    fail(why);
  };

  const resume = () => {
    pause = undefined;
    next();
  };

  /** One exchange at a time is with the thread, so that what is lost with it is only the one to blame. */
  const next = () => {
    if (closed || current || pause) return;
    current = queue.shift();
    if (!current) return;
    try {
      const worker = (thread ??= startThread());
      const { exchange, moved } = sendable(current.exchange);
      worker.postMessage({ exchange, rules: current.rules } satisfies Job, moved);
      deadline = setTimeout(() => loseThread(worker, `comparison took longer than ${deadlineMs} ms`), deadlineMs);
    } catch {
      // No thread to be had, or a body that the caller gave away before. Not at once: the caller does not expect a result yet.
      queueMicrotask(() => fail('comparison could not be started'));
    }
  };

  const fail = (why: string) => {
    if (!current) return;
    const { redact } = JSON.parse(current.rules) as ComparisonRules;
    finish(conclude(current.exchange, [{ path: 'body', kind: 'failed', legacy: null, candidate: why }], redactor.with(redact)));
  };

  const finish = (comparison: Comparison) => {
    clearTimeout(deadline);
    const done = current;
    current = undefined;
    if (done) queuedBytes -= done.bytes;
    next();
    if (done) onResult(comparison, done.context);
  };

  return {
    compare: (exchange, rules, context) => {
      const bytes = weightOf(exchange);
      // Before anything is known of the outcome: what is dropped must not depend on it.
      if (closed || queuedBytes + bytes > maxQueuedBytes) return false;
      if (exchange.purpose === undefined && isEqualAtAGlance(exchange.legacy, exchange.candidate, rules)) {
        onResult(conclude(exchange, [], redactor.with(rules.redact)), context);
        return true;
      }
      let text = rulesText.get(rules);
      if (text === undefined) rulesText.set(rules, (text = JSON.stringify(rules)));
      queuedBytes += bytes;
      queue.push({ exchange, rules: text, context, bytes });
      next();
      return true;
    },
    close: async () => {
      closed = true;
      queue.length = 0;
      current = undefined;
      clearTimeout(deadline);
      clearTimeout(pause);
      const worker = thread;
      thread = undefined;
      await worker?.terminate();
    },
  };
}
