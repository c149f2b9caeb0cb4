import type { Queryable } from '../database/database.ts';

export interface Category {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  /** Slug of its department; `null` of a department. */
  readonly department: string | null;
  /** A department's counts those of its categories. */
  readonly productCount: number;
}

const SHOWN = `
  select c.slug, c.name, c.description, d.slug as department, c.product_count as "productCount"
    from categories c left join categories d on d.id = c.parent_id`;

/** All categories in the order of the shop's menu. */
export async function listCategories(db: Queryable): Promise<Category[]> {
  const { rows } = await db.query<Category>(`${SHOWN} order by c.id`);
  return rows;
}

export async function findCategory(db: Queryable, slug: string): Promise<(Category & { readonly children: readonly Category[] }) | undefined> {
  const { rows } = await db.query<Category>(`${SHOWN} where c.slug = $1 or d.slug = $1 order by c.id`, [slug]);
  const category = rows.find((row) => row.slug === slug);
  return category && { ...category, children: rows.filter((row) => row.department === slug) };
}

export async function categoryExists(db: Queryable, slug: string): Promise<boolean> {
  const { rows } = await db.query('select 1 from categories where slug = $1', [slug]);
  return rows.length > 0;
}
