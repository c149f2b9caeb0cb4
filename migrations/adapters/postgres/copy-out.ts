import type { Connection, PoolClient, Submittable } from 'pg';

/**
 * All that a statement `copy (…) to stdout` gives. The server sends a message a row: their bytes go into one buffer as they come, for kept one by one they would have the collector move each of them. `expected`: bytes that will
 * most likely do.
 */
export function copyOut(client: PoolClient, text: string, expected: number): Promise<Buffer> {
  const gathered = Promise.withResolvers<Buffer>();
  client.query(gather(text, expected, gathered));
  return gathered.promise;
}

/** What `pg` calls of a query of one's own, and its types do not tell of. */
interface Gathering extends Submittable {
  handleCopyData(message: { readonly chunk: Buffer }): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

function gather(text: string, expected: number, { resolve, reject }: PromiseWithResolvers<Buffer>): Gathering {
  let bytes = Buffer.allocUnsafe(expected);
  let at = 0;
  return {
    submit: (connection: Connection) => connection.query(text),
    handleCopyData({ chunk }) {
      if (at + chunk.length > bytes.length) {
        const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, at + chunk.length));
        bytes.copy(larger, 0, 0, at);
        bytes = larger;
      }
      at += chunk.copy(bytes, at);
    },
    handleCommandComplete: () => undefined,
    handleReadyForQuery: () => resolve(bytes.subarray(0, at)),
    handleError: reject,
  };
}
