import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** A product and its stock as the monolith exported them. */
export interface ProductRow {
  readonly id: number;
  readonly sku: string;
  readonly name: string;
  readonly price_cents: number;
  readonly quantity: number;
}

const SNAPSHOT = new URL('../seed/products.ndjson.gz', import.meta.url);

export async function readProducts(): Promise<ProductRow[]> {
  const lines = gunzipSync(await readFile(SNAPSHOT)).toString().trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as ProductRow);
}
