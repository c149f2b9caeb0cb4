/** What moves from legacy's store to the candidate's, and back. */
export interface MovedData {
  /** Name of the environment variable with the URL of legacy's store. The URL itself, which has a password in it, stands in no file. */
  readonly from: string;
  /** Name of the environment variable with the URL of the candidate's store. */
  readonly to: string;
  /** How changes become known: by triggers that write them into an outbox, or by the server's own log, through logical replication. */
  readonly capture: 'outbox' | 'replication';
  readonly tables: readonly TableMapping[];
}

/** How the rows of one table of legacy's become rows of the candidate's. Several targets split it; several tables with one target are merged there, each giving the columns it knows. */
export interface TableMapping {
  /** In legacy's store; `schema.table` where it is not in the search path. */
  readonly table: string;
  /** Columns of its primary key, in order. */
  readonly key: readonly string[];
  readonly targets: readonly TargetMapping[];
}

/** One table of the candidate's that takes rows of a table of legacy's. */
export interface TargetMapping {
  readonly table: string;
  readonly key: readonly string[];
  /** Legacy's row in the candidate's words: the columns that it gives, the key among them; `undefined`: none of it goes here. Pure. What it throws sends the row to quarantine. */
  readonly forward: RowMapping;
  /** The candidate's row in legacy's words, legacy's key among them; columns that it does not give stay as they are. Pure. */
  readonly back: RowMapping;
}

export type RowMapping = (row: Row) => Row | undefined;

/** The mapping of a table that stays as it is. Known by its identity: such rows need not be looked into on their way. */
export const unchanged: RowMapping = (row) => row;

/** Column → value. */
export type Row = Readonly<Record<string, Cell>>;

/**
 * A value as a mapping sees it: `smallint` and `integer` as numbers, `bigint` as a number where that is exact and else as text, `boolean` as such, `bytea` as bytes, all else
 * (`numeric`, times with their microseconds, `json`, arrays, `uuid`) as the store's own text, so that nothing is lost on the way.
 */
export type Cell = string | number | boolean | null | Uint8Array;
