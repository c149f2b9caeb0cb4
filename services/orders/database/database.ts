/** Where SQL can be run: the database itself, or a transaction on it. */
export interface Queryable {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller knows what its SQL returns
  query<R extends object = object>(sql: string, params?: unknown[]): Promise<{ readonly rows: R[] }>;
}

/** A PostgreSQL database: one on a server, or one embedded in this process. */
export interface Database extends Queryable {
  /** Runs `work` in a transaction: committed when it returns, rolled back when it throws. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Calls `heard` whenever somebody notifies the channel. While the database is away nothing is heard: whoever listens looks now and then as well. Resolves when it listens, or could not yet. */
  listen(channel: string, heard: () => void): Promise<unknown>;
  close(): Promise<void>;
}
