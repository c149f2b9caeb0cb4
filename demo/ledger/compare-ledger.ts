import type { Ledger, PlacedOrder } from './ledger.ts';
import type { Books } from './books.ts';

/** What one store has of what the load was promised. */
export interface BooksReport {
  readonly found: number;
  /** Ids of orders that were confirmed and are not there. */
  readonly lost: readonly number[];
  /** Ids of orders that are there and were confirmed to nobody: one that was carried out twice is such a one. */
  readonly twice: readonly number[];
  /** Ids of orders that are there with another sum, or other lines, than were confirmed. */
  readonly wrong: readonly number[];
  readonly sumCents: number;
  /** Products of which not exactly as many are left as there were, less what was ordered. */
  readonly stockWrong: readonly string[];
}

export interface LedgerReport {
  /** Every order is in both stores exactly once and as it was confirmed, both stocks are right, and no session was lost. */
  readonly ok: boolean;
  readonly orders: { readonly placed: number; readonly sumCents: number; readonly monolith: BooksReport; readonly service: BooksReport };
  readonly sessions: { readonly begun: number; readonly lost: { readonly monolith: number; readonly service: number } };
}

export interface Stores {
  readonly books: { readonly monolith: Books; readonly service: Books };
  readonly sessions: { readonly monolith: ReadonlySet<string>; readonly service: ReadonlySet<string> };
}

/** Holds what the stores have against what the load was promised. */
export function compareLedger(ledger: Ledger, stores: Stores, seedStock: Readonly<Record<string, number>>): LedgerReport {
  const monolith = compareBooks(ledger.orders, stores.books.monolith, seedStock);
  const service = compareBooks(ledger.orders, stores.books.service, seedStock);
  const lost = { monolith: missing(ledger.sessions, stores.sessions.monolith), service: missing(ledger.sessions, stores.sessions.service) };
  const right = ({ lost, twice, wrong, stockWrong }: BooksReport): boolean => [lost, twice, wrong, stockWrong].every(({ length }) => length === 0);
  return {
    ok: ledger.orders.length > 0 && ledger.sessions.length > 0 && right(monolith) && right(service) && lost.monolith === 0 && lost.service === 0,
    orders: { placed: ledger.orders.length, sumCents: sum(ledger.orders.map(({ totalCents }) => totalCents)), monolith, service },
    sessions: { begun: ledger.sessions.length, lost },
  };
}

function compareBooks(placed: readonly PlacedOrder[], { orders, stock }: Books, seedStock: Readonly<Record<string, number>>): BooksReport {
  const byId = new Map(placed.map((order) => [order.id, order]));
  const found = new Set(orders.map(({ id }) => id));
  const confirmed = orders.filter(({ id }) => byId.has(id));
  const sold: Record<string, number> = {};
  for (const { lines } of placed) for (const { sku, quantity } of lines) sold[sku] = (sold[sku] ?? 0) + quantity;
  return {
    found: found.size,
    lost: placed.filter(({ id }) => !found.has(id)).map(({ id }) => id),
    twice: [...orders.filter(({ id }) => !byId.has(id)).map(({ id }) => id), ...repeated(placed.map(({ id }) => id))],
    wrong: confirmed.filter(({ id, totalCents, lineCents, lines }) => {
      const order = byId.get(id);
      return order?.totalCents !== totalCents || lineCents !== totalCents || textOf(order.lines) !== textOf(lines);
    }).map(({ id }) => id),
    sumCents: sum(orders.map(({ totalCents }) => totalCents)),
    stockWrong: Object.entries(seedStock).filter(([sku, quantity]) => stock[sku] !== quantity - (sold[sku] ?? 0)).map(([sku]) => sku),
  };
}

/** Two callers that were given one number. */
function repeated(ids: readonly number[]): number[] {
  const seen = new Set<number>();
  return ids.filter((id) => seen.size === seen.add(id).size);
}

function textOf(lines: PlacedOrder['lines']): string {
  return lines.map(({ sku, quantity }) => `${sku} ${quantity}`).toSorted().join();
}

function missing(ids: readonly string[], there: ReadonlySet<string>): number {
  return ids.filter((id) => !there.has(id)).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
