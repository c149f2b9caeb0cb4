import type { TextRow } from './rows.ts';
import type { Store } from './store.ts';

/** What has been read of stores. */
export interface Reads {
  /** Rows that they had to read, whether to hand them out or to sum them up. */
  rows: number;
  /** Of rows and keys that left them, as text. */
  bytes: number;
}

/** The same store; whatever is read of it is added to `reads`. */
export function countReads(store: Store, reads: Reads): Store {
  function handedOut(rows: readonly TextRow[]): void {
    reads.rows += rows.length;
    for (const row of rows) for (const text of row) reads.bytes += Buffer.byteLength(text ?? '');
  }
  return {
    ...store,
    async readChunk(...args) {
      const chunk = await store.readChunk(...args);
      reads.rows += chunk.count;
      reads.bytes += chunk.text.length;
      return chunk;
    },
    async readKeys(...args) {
      const read = await store.readKeys(...args);
      handedOut(read.rows);
      return read;
    },
    async keys(...args) {
      const read = await store.keys(...args);
      handedOut(read);
      return read;
    },
    async checksum(...args) {
      const sum = await store.checksum(...args);
      reads.rows += sum.rows;
      return sum;
    },
    async compare(...args) {
      reads.rows += args[3].length;
      return store.compare(...args);
    },
  };
}
