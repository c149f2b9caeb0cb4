import type { Queryable } from '../database/database.ts';

/** Categories and products as NDJSON, one record a line, parents before children. What belongs to orders (stock, sales) stays behind. */
export async function exportCatalog(db: Queryable): Promise<string> {
  const categories = await db.query(
    `select 'category' as kind, c.slug, d.slug as department, c.name, c.description
       from categories c left join categories d on d.id = c.parent_id order by c.id`,
  );
  const products = await db.query(
    `select 'product' as kind, p.sku, c.slug as category, p.name, p.brand, p.description, p.attributes, p.list_price_cents as "listPriceCents",
            p.discount_percent as "discountPercent", p.rating::float as rating, p.rating_count as "ratingCount", p.created_at as "listedAt"
       from products p join categories c on c.id = p.category_id order by p.id`,
  );
  return [...categories.rows, ...products.rows].map((row) => `${JSON.stringify(row)}\n`).join('');
}
