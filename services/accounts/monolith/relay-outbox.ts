import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../store/database.ts';
import type { Monolith } from './monolith.ts';

export interface RelayOptions {
  readonly db: Database;
  readonly monolith: Pick<Monolith, 'tellEnded'>;
  readonly now: () => Date;
  readonly everyMs: number;
  readonly logError: (error: unknown, what: string) => void;
  readonly stopping: AbortSignal;
}

const AT_ONCE = 20;

/**
 * Sends what stands in the outbox, oldest first, until it was heard: at least once, so whoever hears it must not mind hearing it again. Several tasks may relay at the same time; each
 * message is with one of them. Resolves after `stopping`, once nothing is under way.
 */
export async function relayOutbox({ db, monolith, now, everyMs, logError, stopping }: RelayOptions): Promise<void> {
  const sendSome = (): Promise<void> =>
    db.transaction(async (tx) => {
      const { rows } = await tx.query<{ id: string; session_id: string }>('select id, session_id from outbox where sent_at is null order by id limit $1 for update skip locked', [AT_ONCE]);
      for (const { id, session_id } of rows) {
        await monolith.tellEnded(session_id);
        await tx.query('update outbox set sent_at = $2 where id = $1', [id, now()]);
      }
    });
  while (!stopping.aborted) {
    await sendSome().catch((error: unknown) => logError(error, 'relaying the outbox'));
    await sleep(everyMs, undefined, { signal: stopping }).catch(() => {});
  }
}
