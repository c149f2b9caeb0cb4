import type { Request } from 'express';
import { parseCookie } from 'cookie';
import type { Queryable } from '../database/database.ts';
import { Problem } from '../routes/problem.ts';
import { findSession, keepSession } from './session-store.ts';
import type { AskForSession, Caller } from './session.ts';

/** Whose session the request shows: this store's word, and where it has none that of the first who knows. `null` where nobody has logged in. */
export type WhoCalls = (req: Request) => Promise<Caller | null>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @returns a function that throws 503 where the session is not here and not one of the others says: that nobody has logged in would be a guess */
export function createWhoCalls(db: Queryable, others: readonly AskForSession[]): WhoCalls {
  return async (req) => {
    const id = parseCookie(req.headers.cookie ?? '')['sid'];
    if (id === undefined || !UUID.test(id)) return null;
    const found = await findSession(db, id);
    if (found === 'ended') return null;
    if (found !== 'unknown') return found;
    if (others.length === 0) return null;
    const caller = await firstAnswer(others, id);
    if (caller) await keepSession(db, id, caller);
    return caller;
  };
}

async function firstAnswer(others: readonly AskForSession[], id: string): Promise<Caller | null> {
  for (const ask of others) {
    const said = await ask(id).catch(() => 'nothing' as const);
    if (said !== 'nothing') return said;
  }
  throw Problem.unavailable('Who has logged in cannot be told at the moment');
}
