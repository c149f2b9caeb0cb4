import { seedCustomers } from './customers.ts';
import { seedCategories, seedProducts } from './products.ts';

/** The rows that one table begins with. */
export interface SeedTable {
  readonly name: string;
  readonly columns: string;
  readonly rows: readonly object[];
}

/** The same shop every time. */
const SEED = 2_026;

/** The shop as it opens: departments, products, stock and customers, in an order that foreign keys allow. */
export async function seedTables(): Promise<SeedTable[]> {
  const products = seedProducts(SEED);
  const categories = seedCategories();
  const parents = new Map(categories.map(({ id, parent_id }) => [id, parent_id]));
  const product_count = (id: number): number => products.filter(({ category_id }) => category_id === id || parents.get(category_id) === id).length;
  return [
    { name: 'categories', columns: 'id, parent_id, slug, name, description, product_count', rows: categories.map((row) => ({ ...row, product_count: product_count(row.id) })) },
    { name: 'products', columns: 'id, sku, category_id, name, brand, description, attributes, list_price_cents, discount_percent, rating, rating_count, created_at', rows: products },
    { name: 'stock', columns: 'product_id, quantity', rows: products.map(({ id, stock }) => ({ product_id: id, quantity: stock })) },
    { name: 'customers', columns: 'id, email, name, password_salt, password_hash, is_staff', rows: await seedCustomers() },
  ];
}
