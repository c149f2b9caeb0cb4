import { BanyanError } from '../../../../domain/errors.ts';
import type { Change } from '../../../data/store.ts';
import type { Capture, CaptureParts } from '../capture.ts';
import { LOG_TRIGGERS } from '../capture-triggers.ts';
import { FENCE_LOCK } from '../control-schema.ts';
import { value, type Sql } from '../database.ts';
import { capturedBy, endCaptures, refuseOtherCapture } from '../end-captures.ts';
import { lackingTriggers, setTriggers } from '../triggers.ts';
import { firstOf, openStream, type ChangeStream } from './change-stream.ts';
import { countWaiting } from './count-waiting.ts';
import { publish, numberTables, unpublished } from './publication.ts';
import { positionOf, SAYS } from './read-transactions.ts';
import { createSlot, dropSlot, freeSlot, lostSlot, readSlot, slotName, slotTroubles } from './slot.ts';
import { toChanges } from './to-changes.ts';

/** More are not waited for to be counted. */
const MOST_COUNTED = 1_000;

/** The server's own log tells of the changes, by a slot and `pgoutput`: writers pay for no trigger, and the server keeps its log until the mover has read it. `url`: of the store, for a connection that streams. */
export function createReplicationCapture(parts: CaptureParts, url: string): Capture {
  const { db, group, keys, forgetColumns } = parts;
  let stream: ChangeStream | undefined;
  let named: Promise<string> | undefined;
  const name = (): Promise<string> => (named ??= slotName(db, group));

  function close(): void {
    stream?.close();
    stream = undefined;
  }

  async function open(): Promise<ChangeStream> {
    const slot = await name();
    const found = await readSlot(db, slot);
    if (!found || found.isLost) throw lostSlot(slot);
    // Whoever reads it leads no more.
    await freeSlot(db, slot);
    return openStream({ url, group, slot, publication: slot, from: found.confirmed, tables: await numberTables(db, keys), onColumns: forgetColumns });
  }

  /** Everything committed before the call has come afterwards, or so many rows have. Where the log has not grown since it ended, nothing was committed. */
  async function arrive(open: ChangeStream, rows: number): Promise<void> {
    if (open.waiting().length >= rows || positionOf((await value(db, 'select pg_current_wal_insert_lsn()')) ?? '0/0') === open.end()) return;
    await open.arrived(say);
  }

  /** A commit that is on the disk: what was committed before it is so too, and is sent. */
  async function say(barrier: string): Promise<void> {
    await db.transaction(async (tx) => {
      await tx.query(`set local synchronous_commit = 'local'`);
      await tx.query(`select pg_logical_emit_message(true, '${SAYS.barrier}', $1)`, [barrier]);
    });
  }

  return {
    async begin(watched) {
      await refuseUnable(db);
      await refuseOtherCapture(db, group, 'replication');
      const slot = await name();
      const [found, begun] = [await readSlot(db, slot), (await capturedBy(db, group)) !== null];
      if (begun && (!found || found.isLost)) throw lostSlot(slot);
      await publish(db, group, slot, watched);
      for (const { table } of watched) await setTriggers(db, table, LOG_TRIGGERS, [group, table]);
      if (begun) return;
      await dropSlot(db, slot);
      await createSlot(db, slot);
      await db.query(`update banyan.movement set capture = 'replication' where grp = $1`, [group]);
    },
    async end(watched) {
      close();
      await endCaptures(db, group, watched);
    },
    async missing(watched) {
      return [...(await lackingTriggers(db, watched, LOG_TRIGGERS)), ...(await unpublished(db, await name(), watched)).map((table) => `the publication of ${table}`)];
    },
    async changes(most): Promise<readonly Change[]> {
      try {
        stream ??= await open();
        await arrive(stream, most.rows);
        return await toChanges(parts, firstOf(stream.waiting(), most));
      } catch (error) {
        close();
        throw error;
      }
    },
    forget: (ids) => Promise.resolve(stream?.forget(new Set(ids))),
    async lag() {
      if (!stream?.isOpen()) {
        await say('counted');
        return countWaiting(db, await name());
      }
      await arrive(stream, MOST_COUNTED);
      const [first] = stream.waiting();
      const ms = first ? Number(await value(db, 'select extract(epoch from clock_timestamp()) * 1000')) - first.at : 0;
      return { changes: stream.waiting().length, ms: Math.max(0, Math.round(ms)) };
    },
    async skip() {
      close();
      await db.transaction(async (tx) => {
        // Under the lock of the writers the owner does not change.
        await tx.query(`select pg_advisory_xact_lock_shared(${FENCE_LOCK}, hashtext($1))`, [group]);
        await tx.query('select pg_replication_slot_advance(slot_name, pg_current_wal_flush_lsn()) from pg_replication_slots where slot_name = $1 and active_pid is null and exists (select from banyan.movement where grp = $2 and owner <> side)', [await name(), group]);
      });
    },
    troubles: async () => slotTroubles(await name(), await readSlot(db, await name())),
    close: () => Promise.resolve(close()),
  };
}

/** @throws BanyanError MOVER_REFUSED where the server cannot do it */
async function refuseUnable(sql: Sql): Promise<void> {
  const level = await value(sql, `select current_setting('wal_level')`);
  if (level !== 'logical') throw new BanyanError('MOVER_REFUSED', `the server of the store has wal_level = ${level}, so its log does not tell of changes`, { remedy: 'Set wal_level = logical and start the server again, or write capture: \'outbox\' in the migration file.' });
}
