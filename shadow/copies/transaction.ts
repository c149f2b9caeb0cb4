import { isDryRun } from './current-copy.ts';

/** How a store begins, keeps and takes back. */
export interface Transactions<Client> {
  begin(): Promise<Client>;
  commit(client: Client): Promise<void>;
  rollback(client: Client): Promise<void>;
}

/**
 * Runs `work` in a transaction, kept if it succeeds and taken back if it throws; in a dry run taken back always. What fails only on keeping (a deferred
 * constraint) a dry run does not find. Throws what `work`, or the store, throws.
 */
export async function transaction<Client, T>(store: Transactions<Client>, work: (client: Client) => Promise<T>): Promise<T> {
  // Asked first: what is decided must not depend on where `work` leaves the asynchronous context.
  const takesBack = isDryRun();
  const client = await store.begin();
  let result: T;
  try {
    result = await work(client);
  } catch (error) {
    await store.rollback(client);
    throw error;
  }
  await (takesBack ? store.rollback(client) : store.commit(client));
  return result;
}
