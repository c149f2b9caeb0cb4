import type { Customer } from '../sessions/session-store.ts';

/** Who has logged in with that session at the monolith; rejects where it does not say. */
export type AskMonolith = (sessionId: string) => Promise<Customer | null>;

/** The monolith as this service knows it: one question and one message. */
export interface Monolith {
  readonly ask: AskMonolith;
  /** Says that a session has ended; rejects where it was not heard. */
  readonly tellEnded: (sessionId: string) => Promise<void>;
}

export interface MonolithOptions {
  /** Found by its Cloud Map name: `http://monolith.shop.internal:3000`. */
  readonly url: string;
  /** Of the shop's own programs. */
  readonly token: string;
  readonly timeoutMs: number;
}

export function createMonolith({ url, token, timeoutMs }: MonolithOptions): Monolith {
  const call = async (method: string, path: string, sessionId: string): Promise<Response> => {
    const answer = await fetch(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${token}`, cookie: `sid=${sessionId}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!answer.ok) throw new Error(`the monolith answered ${answer.status} to ${method} ${path}`);
    return answer;
  };
  return {
    // What it knows by itself: it asks here where it knows nothing.
    ask: async (sessionId) => readCustomer(await (await call('GET', '/internal/session?known=here', sessionId)).json()),
    async tellEnded(sessionId) {
      await (await call('DELETE', '/internal/session', sessionId)).arrayBuffer();
    },
  };
}

/** What another program says is read with care. */
function readCustomer(answer: unknown): Customer | null {
  const { customer } = (answer ?? {}) as { readonly customer?: unknown };
  if (customer === null) return null;
  const { id, email, name } = (customer ?? {}) as Record<string, unknown>;
  if (!Number.isInteger(id) || typeof email !== 'string' || typeof name !== 'string') throw new Error('the monolith said something else of a session');
  return { id: id as number, email, name };
}
