import type { Queryable } from '../database/database.ts';

/** Ends a session for good, also one that nobody here has heard of yet; its cart goes with it. */
export async function endSession(tx: Queryable, id: string, at: Date): Promise<void> {
  await tx.query('insert into sessions (id, created_at, ended_at) values ($1, $2, $2) on conflict (id) do update set ended_at = coalesce(sessions.ended_at, excluded.ended_at)', [id, at]);
  await tx.query('delete from cart_items where session_id = $1', [id]);
}
