import { readFile, readdir } from 'node:fs/promises';
import type { Queryable } from './database.ts';

/** Any number, as long as nobody else locks it: tasks that start together migrate the store once. */
const MIGRATING = 7_202;

/** Runs the files of the folder that this store has not seen yet, in the order of their names. To be called in a transaction. Returns whether the store was empty before. */
export async function migrate(tx: Queryable, folder: URL): Promise<boolean> {
  await tx.query('select pg_advisory_xact_lock($1)', [MIGRATING]);
  await tx.query('create table if not exists schema_migrations (name text primary key, applied_at timestamptz not null default now())');
  const { rows } = await tx.query<{ name: string }>('select name from schema_migrations');
  const seen = new Set(rows.map(({ name }) => name));
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.sql')).toSorted()) {
    if (seen.has(name)) continue;
    for (const statement of split(await readFile(new URL(name, folder), 'utf8'))) await tx.query(statement);
    await tx.query('insert into schema_migrations (name) values ($1)', [name]);
  }
  return seen.size === 0;
}

/** Statements end with a semicolon at the end of a line that is followed by an empty line or a new statement's first word: what an embedded PostgreSQL takes is one at a time. */
function split(sql: string): string[] {
  return sql.replaceAll(/^\s*--.*$/gm, '').split(/;\s*\n(?=\s*(?:create|insert|alter|update|drop)\b|\s*$)/).filter((each) => each.trim() !== '');
}
