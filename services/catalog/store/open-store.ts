import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { CatalogStore } from './catalog-store.ts';
import { foldCase } from './fold-case.ts';
import { readSnapshot, type SnapshotRecord } from './snapshot.ts';

/** The service's own store, filled from the snapshot. In memory: every task carries its copy, and is there in a fraction of a second. */
export async function openStore(): Promise<CatalogStore> {
  const db = new DatabaseSync(':memory:');
  db.exec(await readFile(new URL('schema.sql', import.meta.url), 'utf8'));
  fill(db, await readSnapshot());
  return new CatalogStore(db);
}

function fill(db: DatabaseSync, records: readonly SnapshotRecord[]): void {
  const category = db.prepare('insert into categories (slug, department, name, description) values (?, ?, ?, ?)');
  const product = db.prepare(
    `insert into products (sku, category, department, name, brand, description, attributes, list_price_cents, discount_percent, rating, rating_count, listed_at, folded_name, folded_brand)
       values (?, ?, (select department from categories where slug = ?2), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  db.exec('begin');
  for (const r of records) {
    if (r.kind === 'category') category.run(r.slug, r.department, r.name, r.description);
    else {
      const { sku, name, brand, description, listPriceCents, discountPercent, rating, ratingCount, listedAt } = r;
      product.run(sku, r.category, name, brand, description, JSON.stringify(r.attributes), listPriceCents, discountPercent, rating, ratingCount, listedAt, foldCase(name), foldCase(brand));
    }
  }
  db.exec(`
    update categories set product_count = (
      select count(*) from products p where categories.slug in (p.category, p.department)
    );
    commit;
    analyze;
  `);
}
