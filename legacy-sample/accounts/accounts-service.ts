import type { Session } from './sessions.ts';

/** The accounts service as the monolith knows it: one question and one message. */
export interface AccountsService {
  /** Who has logged in there with that session, and which visit went before it. Rejects where it does not say. */
  ask(sessionId: string): Promise<{ readonly customer: Session['customer']; readonly replaces: string | null }>;
  /** Says that a session has ended; rejects where it was not heard. */
  tellEnded(sessionId: string): Promise<void>;
}

export interface AccountsServiceOptions {
  /** Found by its Cloud Map name: `http://accounts.shop.internal:3000`. */
  readonly url: string;
  /** Of the shop's own programs. */
  readonly token: string;
}

/** A page waits for this answer. */
const TIMEOUT_MS = 1_000;

export function createAccountsService({ url, token }: AccountsServiceOptions): AccountsService {
  const call = async (method: string, path: string, sessionId: string): Promise<Response> => {
    const headers = { authorization: `Bearer ${token}`, cookie: `sid=${sessionId}` };
    const answer = await fetch(new URL(path, url), { method, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`the accounts service answered ${answer.status}`);
    return answer;
  };
  return {
    async ask(sessionId) {
      // What it knows by itself: it asks here where it knows nothing.
      const { customer, replaces } = (await (await call('GET', '/internal/session?known=here', sessionId)).json()) as Awaited<ReturnType<AccountsService['ask']>>;
      return { customer, replaces };
    },
    async tellEnded(sessionId) {
      await (await call('DELETE', '/internal/session', sessionId)).arrayBuffer();
    },
  };
}
