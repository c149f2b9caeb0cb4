import { badRequest } from '../http/http-error.ts';

/** So many of one product. */
export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

const MAX_LINES = 50;
const MAX_QUANTITY = 99;

/** Reads `[{ sku, quantity }, …]`; lines of one product are added up. */
export function parseLines(value: unknown): Line[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_LINES) throw badRequest(`items must be a list of 1 to ${MAX_LINES}`);
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of value.map(parseLine)) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return Array.from(quantities, ([sku, quantity]) => ({ sku, quantity }));
}

export function parseLine(value: unknown): Line {
  const { sku, quantity } = (value ?? {}) as { readonly sku?: unknown; readonly quantity?: unknown };
  if (typeof sku !== 'string' || !/^[\w-]{1,64}$/.test(sku)) throw badRequest('sku must be that of a product');
  // A form sends text.
  const count = typeof quantity === 'string' && /^\d{1,2}$/.test(quantity) ? Number(quantity) : quantity;
  if (!Number.isInteger(count) || (count as number) < 1 || (count as number) > MAX_QUANTITY) throw badRequest(`quantity must be a whole number from 1 to ${MAX_QUANTITY}`);
  return { sku, quantity: count as number };
}
