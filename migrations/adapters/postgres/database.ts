import type { Text, TextRow } from '../../data/rows.ts';

/** A PostgreSQL database. Values come and go as the database's own text. */
export interface Database extends Sql {
  /** All that a statement `copy (…) to stdout` gives. */
  copyOut(text: string): Promise<Buffer>;
  /** What `work` does is done wholly or not at all. */
  transaction<T>(work: (sql: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface Sql {
  query(text: string, values?: readonly (Text | readonly Text[])[]): Promise<Result>;
}

export interface Transaction extends Sql {
  /** Takes rows by COPY, or what COPY has given elsewhere. */
  copyIn(table: string, columns: readonly string[], what: Buffer | readonly TextRow[]): Promise<void>;
}

export interface Result {
  readonly fields: readonly { readonly name: string; readonly type: number }[];
  readonly rows: readonly TextRow[];
}

/** Whatever the database's own settings: both stores must write a value alike. */
export const SETTINGS = `set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set extra_float_digits = 1; set bytea_output = 'hex'; set client_encoding = 'UTF8'; set xmloption = 'content'; set standard_conforming_strings = on; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`;

/** The first row's first value. */
export async function value(sql: Sql, text: string, values?: readonly (Text | readonly Text[])[]): Promise<Text> {
  return (await sql.query(text, values)).rows[0]?.[0] ?? null;
}
