import { BanyanError } from '../../../domain/errors.ts';
import { LOG_TRIGGERS, OUTBOX_TRIGGERS } from './capture-triggers.ts';
import { value, type Database, type Sql } from './database.ts';
import { unpublish } from './replication/publication.ts';
import { dropSlot, slotName } from './replication/slot.ts';
import { dropTriggers } from './triggers.ts';

/** Takes away whatever captures changes, by whichever word it was begun, and what it has captured. */
export async function endCaptures(db: Database, group: string, tables: readonly string[]): Promise<void> {
  for (const table of tables) await dropTriggers(db, table, [...OUTBOX_TRIGGERS, ...LOG_TRIGGERS]);
  await db.query('delete from banyan.changes where grp = $1', [group]);
  const name = await slotName(db, group);
  await dropSlot(db, name);
  await unpublish(db, group, name);
  await db.query('update banyan.movement set capture = null where grp = $1', [group]);
}

/** By what a group's changes are captured; `null`: by nothing. */
export async function capturedBy(sql: Sql, group: string): Promise<string | null> {
  return value(sql, 'select capture from banyan.movement where grp = $1', [group]);
}

/** Changes that one kind of capture has would be lost to the other. @throws BanyanError MOVER_REFUSED */
export async function refuseOtherCapture(sql: Sql, group: string, word: 'outbox' | 'replication'): Promise<void> {
  const other = await capturedBy(sql, group);
  if (other === null || other === word) return;
  throw new BanyanError('MOVER_REFUSED', `the changes of ${group} are captured by ${other}, and the migration file says ${word}`, { remedy: `Write ${other} again; or bring the movement back to \`deploy\`, and begin anew with the other.` });
}
