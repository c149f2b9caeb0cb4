import type { DesiredData } from '../../../domain/data-movement.ts';
import type { Fence, Noted, Ownership, Side } from '../../data/store.ts';
import type { Database, Sql } from './database.ts';
import { FENCE_LOCK } from './control-schema.ts';
import { isTrue } from './names.ts';

const NOTED = ['told', 'pause', 'ended', 'shape'] as const;

/** The row of a group; `undefined` where there is none, or no schema `banyan`. */
export async function readOwnership(sql: Sql, group: string): Promise<Ownership | undefined> {
  const there = await sql.query(`select to_regclass('banyan.movement') is not null`);
  if (!isTrue(there.rows[0]?.[0])) return undefined;
  const { rows } = await sql.query(`select side, owner, epoch, ${NOTED.join(', ')} from banyan.movement where grp = $1`, [group]);
  const [row] = rows;
  if (!row) return undefined;
  const [side, owner, epoch, ...noted] = row;
  return { side: side as Side, owner: owner as Side, epoch: Number(epoch), noted: Object.fromEntries(NOTED.map((name, i) => [name, JSON.parse(noted[i] ?? 'null')])) as unknown as Noted };
}

export async function noteOwnership(sql: Sql, group: string, noted: Partial<Noted>): Promise<void> {
  const given = NOTED.filter((name) => noted[name] !== undefined);
  if (given.length === 0) return;
  await sql.query(`update banyan.movement set ${given.map((name, i) => `${name} = nullif($${i + 2}::jsonb, 'null')`).join(', ')} where grp = $1`, [group, ...given.map((name) => JSON.stringify(noted[name]))]);
}

/**
 * Holds the writers of a group back until it is released or the connection breaks; then the database lets them go on, owned as before.
 * @throws 55P03 where a writer that was there before does not end its transaction in time
 */
export async function fenceWrites(db: Database, group: string, timeoutMs: number): Promise<Fence> {
  const asked = Promise.withResolvers<{ readonly owner: Side; readonly epoch: number; readonly told: DesiredData } | 'release'>();
  const held = Promise.withResolvers<void>();
  const ended = db.transaction(async (tx) => {
    await tx.query(`set local lock_timeout = ${Math.ceil(timeoutMs)}`);
    await tx.query(`select pg_advisory_xact_lock(${FENCE_LOCK}, hashtext($1))`, [group]);
    held.resolve();
    const order = await asked.promise;
    if (order === 'release') return;
    const { rows } = await tx.query('update banyan.movement set owner = $2, epoch = $3, told = $4::jsonb where grp = $1 and epoch < $3 returning 1', [group, order.owner, String(order.epoch), JSON.stringify(order.told)]);
    if (rows.length === 0) throw new Error(`the ownership of ${group} has been changed by somebody else`);
  });
  ended.catch(held.reject);
  await held.promise;
  return {
    async flip(owner, epoch, told) {
      asked.resolve({ owner, epoch, told });
      await ended;
    },
    async release() {
      asked.resolve('release');
      await ended.catch(() => undefined);
    },
  };
}
