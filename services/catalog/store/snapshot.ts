import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** What the monolith exported: a category or a product a line. */
export type SnapshotRecord =
  | { readonly kind: 'category'; readonly slug: string; readonly department: string | null; readonly name: string; readonly description: string }
  | {
      readonly kind: 'product';
      readonly sku: string;
      readonly category: string;
      readonly name: string;
      readonly brand: string;
      readonly description: string;
      readonly attributes: Readonly<Record<string, string | number>>;
      readonly listPriceCents: number;
      readonly discountPercent: number;
      readonly rating: number;
      readonly ratingCount: number;
      readonly listedAt: string;
    };

const SNAPSHOT = new URL('../seed/catalog.ndjson.gz', import.meta.url);

/** The catalog as it was exported from the monolith, departments before their categories, categories before their products. */
export async function readSnapshot(): Promise<SnapshotRecord[]> {
  const lines = gunzipSync(await readFile(SNAPSHOT)).toString().trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as SnapshotRecord);
}
