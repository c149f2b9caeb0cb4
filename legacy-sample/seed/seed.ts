import type { Queryable } from '../database/database.ts';
import { seedCustomers } from './customers.ts';
import { seedCategories, seedProducts } from './products.ts';

/** The same shop every time. */
const SEED = 2_026;

/** Fills an empty schema with the shop: departments, products, stock and customers. */
export async function seed(db: Queryable): Promise<void> {
  const products = seedProducts(SEED);
  await insert(db, 'categories', 'id, parent_id, slug, name, description', seedCategories());
  await insert(db, 'products', 'id, sku, category_id, name, brand, description, attributes, list_price_cents, discount_percent, rating, rating_count, created_at, sold', products.map((row) => ({ ...row, sold: 0 })));
  await db.query(`
    update categories set product_count = (
      select count(*) from products p join categories c on c.id = p.category_id where categories.id in (c.id, c.parent_id)
    )`);
  await insert(db, 'stock', 'product_id, quantity', products.map(({ id, stock }) => ({ product_id: id, quantity: stock })));
  await insert(db, 'customers', 'id, email, name, password_salt, password_hash', await seedCustomers());
}

async function insert(db: Queryable, table: string, columns: string, rows: readonly object[]): Promise<void> {
  await db.query(`insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb)`, [JSON.stringify(rows)]);
}
