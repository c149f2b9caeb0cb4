import { Problem } from '../routes/problem.ts';

/** So many of one product. */
export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

const MOST_LINES = 50;
const MOST_OF_ONE = 99;

/** Reads `[{ sku, quantity }, …]`. Lines of one product are added up; the result is sorted by sku, the order in which everybody takes stock. */
export function readLines(items: unknown): Line[] {
  if (!Array.isArray(items) || items.length === 0 || items.length > MOST_LINES) throw Problem.badRequest(`items must be a list of 1 to ${MOST_LINES}`);
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of items.map(readLine)) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return Array.from(quantities, ([sku, quantity]) => ({ sku, quantity })).toSorted((a, b) => (a.sku < b.sku ? -1 : 1));
}

function readLine(item: unknown): Line {
  const { sku, quantity } = (item ?? {}) as { readonly sku?: unknown; readonly quantity?: unknown };
  if (typeof sku !== 'string' || !/^[\w-]{1,64}$/.test(sku)) throw Problem.badRequest('sku must be that of a product');
  const count = typeof quantity === 'string' && /^\d{1,2}$/.test(quantity) ? Number(quantity) : quantity;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MOST_OF_ONE) throw Problem.badRequest(`quantity must be a whole number from 1 to ${MOST_OF_ONE}`);
  return { sku, quantity: count };
}
