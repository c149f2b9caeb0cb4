import type { WatchedTable } from '../../data/store.ts';
import type { Database, Sql } from './database.ts';
import { literal, tableIdent } from './names.ts';

/** Whoever is not the mover. */
const OTHERS = `when (current_setting('banyan.mover', true) is distinct from 'on')`;
/** Setting a trigger waits for writers, and writers for it: not for long, then anew. */
const LOCK_MS = 500;
const TRIES = 20;
/** Whatever the session says of itself. */
const ALWAYS = 'A';

interface Trigger {
  readonly name: string;
  readonly text: (table: string, args: string) => string;
  readonly isCapture: boolean;
}

const TRIGGERS: readonly Trigger[] = [
  { name: 'banyan_fence', isCapture: false, text: (table, args) => `create trigger banyan_fence before insert or update or delete on ${table} for each statement ${OTHERS} execute function banyan.fence(${args})` },
  { name: 'banyan_fence_truncate', isCapture: false, text: (table, args) => `create trigger banyan_fence_truncate before truncate on ${table} for each statement ${OTHERS} execute function banyan.fence(${args})` },
  { name: 'banyan_capture', isCapture: true, text: (table, args) => `create trigger banyan_capture after insert or update or delete on ${table} for each row ${OTHERS} execute function banyan.capture(${args})` },
  // After the fence, by its name.
  { name: 'banyan_rows_truncate', isCapture: true, text: (table, args) => `create trigger banyan_rows_truncate before truncate on ${table} for each statement ${OTHERS} execute function banyan.capture_truncate(${args})` },
];

/** Sets and removes triggers so that they are as asked for. Afterwards every write that is not visible yet is captured. */
export async function setTriggers(db: Database, group: string, watched: readonly WatchedTable[], capture: boolean): Promise<void> {
  for (const { table, key } of watched) {
    const there = await triggersOf(db, table);
    const args = [group, table, ...key].map(literal).join(', ');
    const wanted = TRIGGERS.filter(({ isCapture }) => capture || !isCapture);
    const steps = [
      ...TRIGGERS.filter((trigger) => !wanted.includes(trigger) && there.has(trigger.name)).map(({ name }) => `drop trigger ${name} on ${tableIdent(table)}`),
      ...wanted.filter(({ name }) => !there.has(name)).map(({ text }) => text(tableIdent(table), args)),
      ...wanted.filter(({ name }) => there.get(name) !== ALWAYS).map(({ name }) => `alter table ${tableIdent(table)} enable always trigger ${name}`),
    ];
    if (steps.length > 0) await alter(db, steps);
  }
}

export async function dropTriggers(db: Database, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const there = await triggersOf(db, table);
    const steps = TRIGGERS.filter(({ name }) => there.has(name)).map(({ name }) => `drop trigger ${name} on ${tableIdent(table)}`);
    if (steps.length > 0) await alter(db, steps);
  }
}

/** In words. */
export async function missingTriggers(sql: Sql, watched: readonly WatchedTable[], capture: boolean): Promise<readonly string[]> {
  const lacks: string[] = [];
  for (const { table } of watched) {
    const there = await triggersOf(sql, table);
    for (const { name, isCapture } of TRIGGERS) if ((capture || !isCapture) && there.get(name) !== ALWAYS) lacks.push(`the trigger ${name} of ${table}`);
  }
  return lacks;
}

/** By name, and when they fire. */
async function triggersOf(sql: Sql, table: string): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await sql.query(`select tgname, tgenabled from pg_trigger where tgrelid = to_regclass($1) and not tgisinternal`, [tableIdent(table)]);
  return new Map(rows.map(([name, enabled]) => [name ?? '', enabled ?? null]));
}

async function alter(db: Database, steps: readonly string[]): Promise<void> {
  for (let left = TRIES; ; left--) {
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

