import type { ProgramOptions } from '../accounts/accounts.ts';
import type { Order } from '../orders/order.ts';
import { readSession } from '../sessions/read-session.ts';
import type { AskForSession } from '../sessions/session.ts';

/** The monolith as this service knows it: two questions. Each rejects where it does not say. */
export interface AskMonolith {
  readonly session: AskForSession;
  /** A customer's order that was placed there a moment ago, and is not known here yet. */
  order(customerId: number, id: number): Promise<Order | undefined>;
}

export function createAskMonolith({ url, token, timeoutMs, fetchNamed }: ProgramOptions): AskMonolith {
  const ask = async (path: string, headers: Record<string, string>): Promise<unknown> => {
    const answer = await fetchNamed(new URL(path, url), { headers: { ...headers, authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok) throw new Error(`the monolith answered ${answer.status}`);
    return await answer.json();
  };
  return {
    session: async (id) => readSession(await ask('/internal/session', { cookie: `sid=${id}` })),
    order: async (customerId, id) => ((await ask(`/internal/orders/${id}?customer=${customerId}`, {})) as { readonly order: Order | null }).order ?? undefined,
  };
}
