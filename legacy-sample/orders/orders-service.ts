import { NobodyThere } from '../discovery/fetch-named.ts';
import type { ServiceOptions } from '../accounts/accounts-service.ts';
import type { Order } from './orders.ts';

/** A customer's order that was placed at the orders service a moment ago, and is not known here yet. Rejects where that does not say; while it is still to come, there is none. */
export type AskOrders = (customerId: number, id: number) => Promise<Order | undefined>;

const TIMEOUT_MS = 1_000;

export function createAskOrders({ url, token, fetchNamed, isToCome }: ServiceOptions): AskOrders {
  return async (customerId, id) => {
    try {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetchNamed(new URL(`/internal/orders/${id}?customer=${customerId}`, url), { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!answer.ok) throw new Error(`the orders service answered ${answer.status}`);
      return ((await answer.json()) as { readonly order: Order | null }).order ?? undefined;
    } catch (error) {
      if (error instanceof NobodyThere && (await isToCome())) return undefined;
      throw error;
    }
  };
}
