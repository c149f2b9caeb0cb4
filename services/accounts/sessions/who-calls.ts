import type { AskMonolith } from '../monolith/monolith.ts';
import { Problem } from '../routes/problem.ts';
import type { Customer, SessionStore, StoredSession } from './session-store.ts';

/** Whose session that is: this store's word, and where it has none the monolith's, which it then keeps. */
export type WhoCalls = (id: string | undefined) => Promise<{ readonly customer: Customer | null; readonly staff: boolean; readonly replaces: string | null }>;

const NOBODY = { customer: null, staff: false, replaces: null } as const;

/** @returns a function that throws 503 where the session is not here and the monolith does not say: that nobody has logged in would be a guess */
export function createWhoCalls(sessions: SessionStore, askMonolith: AskMonolith | undefined): WhoCalls {
  return async (id) => {
    if (id === undefined) return NOBODY;
    const found: StoredSession = await sessions.find(id);
    if (found.state === 'live') return found;
    if (found.state === 'ended' || !askMonolith) return NOBODY;
    const { customer, staff } = await askMonolith(id).catch(() => {
      throw Problem.unavailable('Who has logged in cannot be told at the moment');
    });
    // A visitor who has not logged in may do so at the monolith a moment later: only a customer is kept.
    if (customer) await sessions.adopt(id, customer);
    return { customer, staff, replaces: null };
  };
}
