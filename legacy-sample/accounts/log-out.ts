import type { Response } from 'express';
import type { Deps } from '../http/deps.ts';
import { endSession } from './end-session.ts';
import { clearCookie, sessionOf } from './sessions.ts';

export async function logOut({ db, now, accounts }: Deps, res: Response): Promise<void> {
  const session = sessionOf(res);
  if (session) await db.transaction((tx) => endSession(tx, session.id, new Date(now()), accounts !== undefined));
  clearCookie(res);
}
