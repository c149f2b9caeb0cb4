import type { Most } from '../../../data/store.ts';
import { createDecoder } from './pgoutput.ts';
import { createReader, type Logged, type LoggedTable } from './read-transactions.ts';
import { openWire, type Wire } from './wire.ts';

/** As much is held; the server waits with the rest. */
const HOLDS = { changes: 4_000, bytes: 16 * 1024 * 1024 };
/** The server takes who says nothing for a minute to be gone. */
const CONFIRM_EVERY_MS = 5_000;

export interface ChangeStream {
  /** Resolves when everything committed before it was called has come, or as much as is held at once. `say` writes a barrier of that name into the log. @throws why the stream has ended */
  arrived(say: (barrier: string) => Promise<void>): Promise<void>;
  /** The earliest changes that are not forgotten. */
  waiting(): readonly Logged[];
  forget(ids: ReadonlySet<string>): void;
  /** Where the log ended when nothing was left to be sent. */
  end(): bigint;
  isOpen(): boolean;
  close(): void;
}

export interface StreamOptions {
  readonly url: string;
  readonly group: string;
  readonly slot: string;
  readonly publication: string;
  /** What the slot was told last. */
  readonly from: bigint;
  /** By the number that the database knows a table by. */
  readonly tables: ReadonlyMap<number, LoggedTable>;
  /** A table's changes may have other columns from here on. */
  readonly onColumns: (table: string) => void;
}

/** The changes of a slot, in the order of their commits. Up to where all are forgotten is told to the server, which then lets go of its log. */
export async function openStream({ url, group, slot, publication, from, tables, onColumns }: StreamOptions): Promise<ChangeStream> {
  const decode = createDecoder();
  const read = createReader(group, tables, from);
  const barriers = new Map<string, PromiseWithResolvers<void>>();
  let queue: Logged[] = [];
  let bytes = 0;
  let said = 0;
  let done = from;
  let isBetween = true;
  let isPaused = false;
  let failure: Error | undefined;
  let wire: Wire | undefined;

  const isFull = (): boolean => queue.length >= HOLDS.changes || bytes >= HOLDS.bytes;

  function receive(piece: Buffer): void {
    const message = decode(piece);
    isBetween = message.tag === 'commit';
    const found = read(message, piece.length);
    if (found?.kind === 'change') {
      queue.push(found.change);
      bytes += found.change.bytes;
    } else if (found?.kind === 'columns') onColumns(found.table);
    else if (found?.kind === 'barrier') barriers.get(found.name)?.resolve();
    else if (found?.kind === 'end') done = found.at;
    if (!isFull()) return;
    for (const barrier of barriers.values()) barrier.resolve();
    if (!isPaused) wire?.pause();
    isPaused = true;
  }

  function onData(piece: Buffer): void {
    try {
      receive(piece);
    } catch (error) {
      close(error as Error);
    }
  }

  function confirm(): void {
    const position = queue[0]?.before ?? done;
    if (!failure) wire?.confirm(position);
  }

  function end(error: Error): void {
    failure ??= error;
    clearInterval(timer);
    for (const barrier of barriers.values()) barrier.reject(failure);
  }

  function close(error: Error): void {
    end(error);
    wire?.close();
  }

  const timer = setInterval(confirm, CONFIRM_EVERY_MS);
  timer.unref();
  try {
    wire = await openWire(url, slot, publication, {
      onData,
      onAlive(position, wantsAnswer) {
        if (isBetween && queue.length === 0 && position > done) done = position;
        if (wantsAnswer) confirm();
      },
      onEnd: end,
    });
    // What came with the answer may be as much as is held.
    if (isPaused) wire.pause();
  } catch (error) {
    clearInterval(timer);
    throw error;
  }

  return {
    async arrived(say) {
      if (failure) throw failure;
      if (isFull()) return;
      const name = `${slot} ${(said += 1)}`;
      const barrier = Promise.withResolvers<void>();
      barrier.promise.catch(() => undefined);
      barriers.set(name, barrier);
      try {
        await say(name);
        await barrier.promise;
      } finally {
        barriers.delete(name);
      }
    },
    waiting() {
      if (failure) throw failure;
      return queue;
    },
    forget(ids) {
      queue = queue.filter(({ id }) => !ids.has(id));
      bytes = queue.reduce((sum, each) => sum + each.bytes, 0);
      confirm();
      if (!isPaused || isFull()) return;
      isPaused = false;
      wire?.resume();
    },
    end: () => done,
    isOpen: () => failure === undefined,
    close: () => close(new Error('the stream of changes was closed')),
  };
}

/** As many of the first as may be taken at once. */
export function firstOf(changes: readonly Logged[], { rows, bytes }: Most): readonly Logged[] {
  let size = 0;
  return changes.slice(0, rows).filter(({ bytes: own }) => (size += own) - own < bytes);
}
