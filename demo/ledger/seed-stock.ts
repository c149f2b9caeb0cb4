import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** What was in stock, by sku, before anybody ordered: as the monolith exported it. */
export async function readSeedStock(): Promise<Readonly<Record<string, number>>> {
  const lines = gunzipSync(await readFile(new URL('../../services/orders/seed/products.ndjson.gz', import.meta.url))).toString().trimEnd().split('\n');
  return Object.fromEntries(lines.map((line) => JSON.parse(line) as { sku: string; quantity: number }).map(({ sku, quantity }) => [sku, quantity]));
}
