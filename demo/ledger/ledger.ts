/** An order as the shop confirmed it. */
export interface PlacedOrder {
  readonly id: number;
  /** What it was asked for under; `null` where it was ordered by the page, which has none. */
  readonly key: string | null;
  readonly totalCents: number;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

/** What the shop has promised to the load: every order it confirmed, and every login it answered with a session. */
export interface Ledger {
  readonly orders: PlacedOrder[];
  /** Session ids. */
  readonly sessions: string[];
}

export function createLedger(): Ledger {
  return { orders: [], sessions: [] };
}
