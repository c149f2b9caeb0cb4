import type { FetchNamed } from '../discovery/fetch-named.ts';
import type { Customer } from '../sessions/session-store.ts';

/** Who has logged in with that session at the monolith; rejects where it does not say. */
export type AskMonolith = (sessionId: string) => Promise<{ readonly customer: Customer | null; readonly staff: boolean }>;

export interface MonolithOptions {
  /** Found by its Cloud Map name: `http://monolith.shop.internal:3000`. */
  readonly url: string;
  /** Of the shop's own programs. */
  readonly token: string;
  readonly timeoutMs: number;
  readonly fetchNamed: FetchNamed;
}

export function createAskMonolith({ url, token, timeoutMs, fetchNamed }: MonolithOptions): AskMonolith {
  return async (sessionId) => {
    // What it knows by itself: it asks here where it knows nothing.
    const headers = { authorization: `Bearer ${token}`, cookie: `sid=${sessionId}` };
    const answer = await fetchNamed(new URL('/internal/session?known=here', url), { headers, signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok) throw new Error(`the monolith answered ${answer.status}`);
    return readSession(await answer.json());
  };
}

/** What another program says is read with care. */
function readSession(answer: unknown): Awaited<ReturnType<AskMonolith>> {
  const { customer, staff } = (answer ?? {}) as { readonly customer?: unknown; readonly staff?: unknown };
  if (customer === null) return { customer, staff: false };
  const { id, email, name } = (customer ?? {}) as Record<string, unknown>;
  if (!Number.isInteger(id) || typeof email !== 'string' || typeof name !== 'string') throw new Error('the monolith said something else of a session');
  return { customer: { id: id as number, email, name }, staff: staff === true };
}
