import { NobodyThere, type FetchNamed } from '../discovery/fetch-named.ts';
import type { Customer } from './session.ts';

/** A session as the accounts service knows it. */
export interface ForeignSession {
  readonly customer: Customer | null;
  /** The visit that went before the login. */
  readonly replaces: string | null;
}

/** Whose session that is at the accounts service. Rejects where it does not say; while it is still to come, it is nobody's. */
export type AskAccounts = (sessionId: string) => Promise<ForeignSession>;

export interface ServiceOptions {
  /** Found by its Cloud Map name: `http://accounts.shop.internal:3000`. */
  readonly url: string;
  /** Of the shop's own programs. */
  readonly token: string;
  readonly fetchNamed: FetchNamed;
  /** Whether the service is still to come, where its name leads to nobody: it is away otherwise. */
  readonly isToCome: () => Promise<boolean>;
}

/** A page waits for this answer. */
const TIMEOUT_MS = 1_000;

export function createAskAccounts({ url, token, fetchNamed, isToCome }: ServiceOptions): AskAccounts {
  return async (sessionId) => {
    try {
      const headers = { authorization: `Bearer ${token}`, cookie: `sid=${sessionId}` };
      // What it knows by itself: it asks here where it knows nothing.
      const answer = await fetchNamed(new URL('/internal/session?known=here', url), { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!answer.ok) throw new Error(`the accounts service answered ${answer.status}`);
      return (await answer.json()) as ForeignSession;
    } catch (error) {
      if (error instanceof NobodyThere && (await isToCome())) return { customer: null, replaces: null };
      throw error;
    }
  };
}
