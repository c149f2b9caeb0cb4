import type { Response } from 'express';
import { tell } from '../events/outbox.ts';
import type { Deps } from '../http/deps.ts';
import { endSession } from './end-session.ts';
import { clearCookie, sessionOf } from './sessions.ts';

export async function logOut({ db, now, newId }: Deps, res: Response): Promise<void> {
  const session = sessionOf(res);
  if (session) {
    await db.transaction(async (tx) => {
      await endSession(tx, session.id, new Date(now()));
      await tell(tx, { id: newId(), kind: 'session.ended', body: { session: session.id } });
    });
  }
  clearCookie(res);
}
