import type { Queryable } from '../database/database.ts';
import type { ListQuery, Sort } from './list-query.ts';

export interface ProductSummary {
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  readonly category: string;
  /** Euros and cents: `16.92`. */
  readonly price: string;
  readonly listPrice: string;
  readonly currency: 'EUR';
  readonly rating: number;
  readonly ratingCount: number;
}

export interface Product extends Omit<ProductSummary, 'category'> {
  readonly description: string;
  readonly category: { readonly slug: string; readonly name: string; readonly department: { readonly slug: string; readonly name: string } };
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly listedAt: string;
  readonly related: readonly { readonly sku: string; readonly name: string; readonly price: string }[];
}

interface SummaryRow {
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  readonly category: string;
  readonly price_cents: number;
  readonly list_price_cents: number;
  readonly rating: string;
  readonly rating_count: number;
}

const SUMMARY = 'p.sku, p.name, p.brand, c.slug as category, p.price_cents, p.list_price_cents, p.rating, p.rating_count';
const ORDER: Readonly<Record<Sort, string>> = {
  name: 'p.name, p.sku',
  price: 'p.price_cents, p.sku',
  '-price': 'p.price_cents desc, p.sku',
  rating: 'p.rating desc, p.rating_count desc, p.sku',
  newest: 'p.created_at desc, p.sku',
};

/** One page of the products that the query asks for, and how many there are on all pages. */
export async function listProducts(db: Queryable, query: ListQuery): Promise<{ items: ProductSummary[]; total: number }> {
  const params: unknown[] = [];
  const conditions = ['true'];
  // What is counted already needs no counting: a department's number, or that of all departments.
  let total = '(select sum(product_count)::integer from categories where parent_id is null)';
  if (query.category !== undefined) {
    const slug = `$${params.push(query.category)}`;
    conditions.push(`p.category_id = any(array(select id from categories where slug = ${slug} or parent_id = (select id from categories where slug = ${slug})))`);
    total = `(select product_count from categories where slug = ${slug})`;
  }
  if (query.q !== undefined) {
    const pattern = `%${query.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    conditions.push(`p.search_text like lower($${params.push(pattern)})`);
    total = '(count(*) over ())::integer';
  }
  const select = (limit: number, offset: number): Promise<{ readonly rows: (SummaryRow & { readonly total: number })[] }> =>
    db.query(
      `select ${SUMMARY}, ${total} as total from products p join categories c on c.id = p.category_id
        where ${conditions.join(' and ')} order by ${ORDER[query.sort]} limit ${limit} offset ${offset}`,
      params,
    );
  const { rows } = await select(query.perPage, (query.page - 1) * query.perPage);
  // Past the last page there is no row to bring the total along.
  const counted = rows[0] ?? (query.page > 1 ? (await select(1, 0)).rows[0] : undefined);
  return { items: rows.map(summarise), total: counted?.total ?? 0 };
}

/** The products that sell best, with what orders have written into the catalog's table. */
export async function bestsellers(db: Queryable, limit: number): Promise<ProductSummary[]> {
  const { rows } = await db.query<SummaryRow>(
    `select ${SUMMARY} from (select * from products order by sold desc, id limit $1) p join categories c on c.id = p.category_id order by p.sold desc, p.id`,
    [limit],
  );
  return rows.map(summarise);
}

interface ProductRow extends SummaryRow {
  readonly id: number;
  readonly category_id: number;
  readonly description: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly created_at: Date;
  readonly category_name: string;
  readonly department: string;
  readonly department_name: string;
}

export async function findProduct(db: Queryable, sku: string): Promise<Product | undefined> {
  const { rows } = await db.query<ProductRow>(
    `select ${SUMMARY}, p.id, p.category_id, p.description, p.attributes, p.created_at, c.name as category_name, d.slug as department, d.name as department_name
       from products p join categories c on c.id = p.category_id join categories d on d.id = c.parent_id where p.sku = $1`,
    [sku],
  );
  const row = rows[0];
  if (!row) return undefined;
  const related = await db.query<Pick<SummaryRow, 'sku' | 'name' | 'price_cents'>>(
    'select sku, name, price_cents from products where category_id = $1 and id <> $2 order by rating desc, rating_count desc, sku limit 4',
    [row.category_id, row.id],
  );
  return {
    ...summarise(row),
    description: row.description,
    category: { slug: row.category, name: row.category_name, department: { slug: row.department, name: row.department_name } },
    attributes: row.attributes,
    listedAt: row.created_at.toISOString(),
    related: related.rows.map(({ sku, name, price_cents }) => ({ sku, name, price: formatCents(price_cents) })),
  };
}

function summarise(row: SummaryRow): ProductSummary {
  return {
    sku: row.sku,
    name: row.name,
    brand: row.brand,
    category: row.category,
    price: formatCents(row.price_cents),
    listPrice: formatCents(row.list_price_cents),
    currency: 'EUR',
    rating: Number(row.rating),
    ratingCount: row.rating_count,
  };
}

/** Euros and cents: `16.92`. */
export function formatCents(cents: number): string {
  return (cents / 100).toFixed(2);
}
