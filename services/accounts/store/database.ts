/** Where SQL can be run: the database itself, or a transaction on it. */
export interface Queryable {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the caller knows what its SQL returns
  query<R extends object = object>(sql: string, params?: unknown[]): Promise<{ readonly rows: R[] }>;
}

/** The service's own store. */
export interface Database extends Queryable {
  /** Runs `work` in a transaction: committed when it returns, rolled back when it throws. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
