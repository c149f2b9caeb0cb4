import SonicBoom from 'sonic-boom';

/** Where lines go. Writing never blocks and never throws: what the reader does not take in time is dropped, and counted. */
export interface LogOutput {
  write(line: string): void;
  /** Lines that nobody will read. */
  readonly dropped: number;
  /** Writes what is left, and takes no more. `false` where the reader did not take it in time: the process cannot end by itself then, for a write holds one of its threads. */
  end(deadlineMs: number): Promise<boolean>;
}

export interface LogOutputOptions {
  /** File descriptor. Default 1, standard output. */
  readonly fd?: number;
  /** Whether other processes write there too. Default: none does. */
  readonly isShared?: boolean;
  /** Bytes that may wait for a slow reader. Default 4 MiB. */
  readonly maxWaitingBytes?: number;
}

/** What is written at once: from so many bytes on, and so many at the most. A block costs the waking of a thread, which takes longer than all of its lines together. */
const OWN_BLOCK = { minLength: 16 * 1024, maxWrite: 64 * 1024 };
/** As much as a pipe takes in one piece (POSIX, PIPE_BUF on Linux): processes that share one do not write into each other's lines. */
const SHARED_BLOCK = { minLength: 3_072, maxWrite: 4_096 };

/** What a pipe or a socket says of its other end. After all else (a full disk) writing is tried again. */
const READER_GONE = new Set(['EPIPE', 'ECONNRESET', 'EBADF']);

/** Lines are written in blocks, by a thread beside the event loop: a line must not cost a system call. */
export function createLogOutput({ fd = 1, isShared = false, maxWaitingBytes = 4 * 1024 * 1024 }: LogOutputOptions = {}): LogOutput {
  // Not by pino's `destination`, which writes what is left when the process exits, and for that waits for a reader who may never come.
  const out = new SonicBoom.SonicBoom({ fd, sync: false, ...(isShared ? SHARED_BLOCK : OWN_BLOCK), maxLength: maxWaitingBytes, periodicFlush: 500, contentMode: 'buffer' });
  const { promise: over, resolve: isOver } = Promise.withResolvers<true>();
  let dropped = 0;
  let takesLines = true;
  out.on('drop', () => (dropped += 1));
  out.on('close', () => isOver(true));
  out.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (!READER_GONE.has(code ?? '')) return;
    takesLines = false;
    out.destroy();
    isOver(true);
  });

  return {
    write(line) {
      // As bytes, which its types do not know of: of text it would count, for each line, all that waits.
      if (takesLines) out.write(Buffer.from(line) as unknown as string);
      else dropped += 1;
    },
    get dropped() {
      return dropped;
    },
    async end(deadlineMs) {
      if (takesLines) out.end();
      takesLines = false;
      const late = Promise.withResolvers<false>();
      const timer = setTimeout(late.resolve, deadlineMs, false);
      const inTime = await Promise.race([over, late.promise]);
      clearTimeout(timer);
      return inTime;
    },
  };
}
