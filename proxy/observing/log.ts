import { pino, type Logger } from 'pino';
import type { LogOutput } from './log-output.ts';

/** JSON lines for people and machines. */
export interface Log extends Pick<Logger, 'info' | 'warn' | 'error'> {
  /** A line that is JSON already, line end included: requests are too many to build theirs from an object. `always` is written at every level. */
  line(level: 'info' | 'warn' | 'always', json: string): void;
  /** Whether a line of this level would be written: else it need not be put together. */
  takes(level: 'info' | 'warn'): boolean;
  /** Lines that nobody will read. */
  readonly dropped: number;
}

/** What pino calls its levels in a line. */
export const LEVEL_NUMBER = { info: 30, warn: 40 } as const;

export function createLog(level: string, output: LogOutput): Log & Pick<Logger, 'fatal'> {
  const log = pino({ level, base: null }, output);
  return {
    info: log.info.bind(log),
    warn: log.warn.bind(log),
    error: log.error.bind(log),
    fatal: log.fatal.bind(log),
    line(at, json) {
      if (at === 'always' || log.isLevelEnabled(at)) output.write(json);
    },
    takes: (at) => log.isLevelEnabled(at),
    get dropped() {
      return output.dropped;
    },
  };
}
