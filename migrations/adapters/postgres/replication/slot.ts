import { createHash } from 'node:crypto';
import { BanyanError } from '../../../../domain/errors.ts';
import { KEEPS_MOST_MIB } from '../capture.ts';
import { value, type Database, type Sql } from '../database.ts';
import { isTrue } from '../names.ts';
import { positionOf } from './read-transactions.ts';

/** Whoever writes now is waited for, while a slot is made. */
const PATIENCE_MS = 10_000;

export interface Slot {
  readonly isLost: boolean;
  readonly keepsMiB: number;
  /** Up to where its changes were applied and forgotten. */
  readonly confirmed: bigint;
}

/** The name of a group's slot in a database. Slots are the server's, whose names the databases share. */
export async function slotName(sql: Sql, group: string): Promise<string> {
  const database = await value(sql, 'select oid from pg_database where datname = current_database()');
  return `banyan_${database}_${group.toLowerCase().replaceAll(/[^a-z0-9]/g, '_').slice(0, 30)}_${createHash('sha256').update(group).digest('hex').slice(0, 8)}`;
}

export async function readSlot(sql: Sql, name: string): Promise<Slot | undefined> {
  const { rows } = await sql.query(
    `select wal_status is not distinct from 'lost' or restart_lsn is null, round(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) / 1048576), confirmed_flush_lsn from pg_replication_slots where slot_name = $1`,
    [name],
  );
  const [row] = rows;
  return row && { isLost: isTrue(row[0]), keepsMiB: Number(row[1] ?? 0), confirmed: positionOf(row[2] ?? '0/0') };
}

/** Every change of a transaction that is not visible yet is in the slot. @throws BanyanError MOVER_REFUSED where writers do not end their transactions in time */
export async function createSlot(db: Database, name: string): Promise<void> {
  try {
    await db.transaction(async (tx) => {
      await tx.query(`set local statement_timeout = ${PATIENCE_MS}`);
      await tx.query(`select pg_create_logical_replication_slot($1, 'pgoutput')`, [name]);
    });
  } catch (error) {
    if ((error as { readonly code?: string }).code !== '57014') throw error;
    throw new BanyanError('MOVER_REFUSED', `a transaction that was open before did not end within ${PATIENCE_MS / 1_000} s, so the capture by replication could not begin`, { remedy: 'End the oldest transaction of that server (pg_stat_activity), of whatever database, and ask again.', cause: error });
  }
}

/** The slot is free afterwards: who leads may read it, and nobody else. */
export async function freeSlot(sql: Sql, name: string): Promise<void> {
  await sql.query('select pg_terminate_backend(active_pid, 5000) from pg_replication_slots where slot_name = $1 and active_pid is not null', [name]);
}

export async function dropSlot(sql: Sql, name: string): Promise<void> {
  await freeSlot(sql, name);
  await sql.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1', [name]);
}

export function lostSlot(name: string): BanyanError {
  return new BanyanError('MOVER_REFUSED', `the slot ${name} is gone, or the server has given it up (max_slot_wal_keep_size): changes are lost`, { remedy: 'Bring the movement back to `deploy` and begin anew: what was copied is compared and copied over.' });
}

/** In words. */
export function slotTroubles(name: string, slot: Slot | undefined): readonly string[] {
  if (!slot || slot.isLost) return [lostSlot(name).message];
  if (slot.keepsMiB <= KEEPS_MOST_MIB) return [];
  return [`the slot ${name} keeps ${slot.keepsMiB} MiB of the log on the server’s disk, more than ${KEEPS_MOST_MIB}: let the mover catch up, or bring the movement back before the disk is full`];
}
