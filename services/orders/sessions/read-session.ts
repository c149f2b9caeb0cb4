import type { Caller } from './session.ts';

/** Reads what another program of the shop says of a session; what it says is read with care. */
export function readSession(said: unknown): Caller | null {
  const { customer, staff } = (said ?? {}) as { readonly customer?: unknown; readonly staff?: unknown };
  if (customer === null) return null;
  const { id } = (customer ?? {}) as { readonly id?: unknown };
  if (typeof id !== 'number' || !Number.isInteger(id)) throw new Error('something else was said of a session');
  return { customerId: id, staff: staff === true };
}
