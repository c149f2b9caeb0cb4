import { destination, pino, type Logger } from 'pino';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/** JSON lines on standard output, written in blocks: a log line must not cost a system call. */
export function createLog(level: string): Log & { flush(): void } {
  const out = destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: 500 });
  const log = pino({ level, base: null }, out);
  return Object.assign(log, {
    flush() {
      try {
        out.flushSync();
      } catch {
        // Not open yet: nothing was written.
      }
    },
  });
}
