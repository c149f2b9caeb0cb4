import type { FetchNamed } from '../discovery/fetch-named.ts';
import { readSession } from '../sessions/read-session.ts';
import type { AskForSession } from '../sessions/session.ts';

export interface ProgramOptions {
  /** Found by its Cloud Map name: `http://accounts.shop.internal:3000`. */
  readonly url: string;
  /** Of the shop's own programs. */
  readonly token: string;
  readonly timeoutMs: number;
  readonly fetchNamed: FetchNamed;
}

/** Whose session that is, by the accounts service, which asks the monolith where it does not know. */
export function createAskAccounts({ url, token, timeoutMs, fetchNamed }: ProgramOptions): AskForSession {
  return async (id) => {
    const answer = await fetchNamed(new URL('/internal/session', url), { headers: { authorization: `Bearer ${token}`, cookie: `sid=${id}` }, signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok) throw new Error(`the accounts service answered ${answer.status}`);
    return readSession(await answer.json());
  };
}
