import type { WatchedTable } from '../../data/store.ts';
import type { Database, Sql } from './database.ts';
import { literal, tableIdent } from './names.ts';

export interface Trigger {
  readonly name: string;
  /** `after insert or update or delete`. */
  readonly fires: string;
  readonly each: 'row' | 'statement';
  /** A function of the schema `banyan`. */
  readonly calls: string;
}

/** For whoever is not the mover. */
const OTHERS = `current_setting('banyan.mover', true) is distinct from 'on'`;
/** Setting a trigger waits for writers, and writers for it: not for long, then anew. */
const LOCK_MS = 500;
const TRIES = 20;
/** Whatever the session says of itself (`session_replication_role`). */
const ALWAYS = 'A';

/** Sets the triggers that are not there, or do not fire. Afterwards they fire for every write that is not visible yet. */
export async function setTriggers(db: Database, table: string, triggers: readonly Trigger[], args: readonly string[]): Promise<void> {
  const there = await triggersOf(db, table);
  const given = args.map(literal).join(', ');
  await alterTables(db, [
    ...triggers.filter(({ name }) => !there.has(name)).map(({ name, fires, each, calls }) => `create trigger ${name} ${fires} on ${tableIdent(table)} for each ${each} when (${OTHERS}) execute function ${calls}(${given})`),
    ...triggers.filter(({ name }) => there.get(name) !== ALWAYS).map(({ name }) => `alter table ${tableIdent(table)} enable always trigger ${name}`),
  ]);
}

export async function dropTriggers(db: Database, table: string, triggers: readonly Trigger[]): Promise<void> {
  const there = await triggersOf(db, table);
  await alterTables(db, triggers.filter(({ name }) => there.has(name)).map(({ name }) => `drop trigger ${name} on ${tableIdent(table)}`));
}

/** In words. */
export async function lackingTriggers(sql: Sql, tables: readonly WatchedTable[], triggers: readonly Trigger[]): Promise<readonly string[]> {
  const { rows } = await sql.query(
    'select t, n from unnest($1::text[], $2::text[]) u(t, i), unnest($3::text[]) n where not exists (select from pg_trigger where tgrelid = to_regclass(i) and tgname = n and tgenabled = $4)',
    [tables.map(({ table }) => table), tables.map(({ table }) => tableIdent(table)), triggers.map(({ name }) => name), ALWAYS],
  );
  return rows.map(([table, name]) => `the trigger ${name} of ${table}`);
}

/** By name, and when they fire. */
async function triggersOf(sql: Sql, table: string): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await sql.query('select tgname, tgenabled from pg_trigger where tgrelid = to_regclass($1) and not tgisinternal', [tableIdent(table)]);
  return new Map(rows.map(([name, enabled]) => [name ?? '', enabled ?? null]));
}

/** Carries out statements together that wait for the tables' writers: not for long, then anew. */
export async function alterTables(db: Database, steps: readonly string[]): Promise<void> {
  for (let left = TRIES; steps.length > 0; left--) {
    try {
      return await db.transaction(async (tx) => {
        await tx.query(`set local lock_timeout = ${LOCK_MS}`);
        for (const step of steps) await tx.query(step);
      });
    } catch (error) {
      if (left === 0 || !['55P03', '40P01'].includes(String((error as { code?: unknown }).code))) throw error;
    }
  }
}
