import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import type { AccountsService } from './accounts-service.ts';

const EVERY_MS = 200;
const AT_ONCE = 20;

/** Tells the accounts service of ended sessions, each until it was heard, until `stopping`. */
export async function relayEndedSessions(db: Database, accounts: AccountsService, stopping: AbortSignal, logError: (error: unknown, what: string) => void): Promise<void> {
  while (!stopping.aborted) {
    await sendSome(db, accounts).catch((error: unknown) => logError(error, 'telling of ended sessions'));
    await sleep(EVERY_MS, undefined, { signal: stopping }).catch(() => {});
  }
}

function sendSome(db: Database, accounts: AccountsService): Promise<void> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<{ id: string; session_id: string }>('select id, session_id from ended_sessions_outbox where sent_at is null order by id limit $1 for update skip locked', [AT_ONCE]);
    for (const { id, session_id } of rows) {
      await accounts.tellEnded(session_id);
      await tx.query('update ended_sessions_outbox set sent_at = now() where id = $1', [id]);
    }
  });
}
