import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { foldCase } from './fold-case.ts';
import { SORTS, type ListQuery, type Sort } from './list-query.ts';

/** What a list shows of a product. Prices are what was exported: list price and discount. */
export interface ProductRow {
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  readonly category: string;
  readonly list_price_cents: number;
  readonly discount_percent: number;
  readonly rating: number;
  readonly rating_count: number;
}

export interface ProductDetailRow extends ProductRow {
  readonly description: string;
  /** JSON text. */
  readonly attributes: string;
  readonly listed_at: string;
  readonly category_name: string;
  readonly department: string;
  readonly department_name: string;
}

export interface Category {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly department: string | null;
  readonly productCount: number;
}

const SHOWN = 'p.sku, p.name, p.brand, p.category, p.list_price_cents, p.discount_percent, p.rating, p.rating_count';
const ASKED_FOR = `
  from products p
 where (:category is null or :category in (p.category, p.department))
   and (:q is null or instr(p.folded_name, :q) or instr(p.folded_brand, :q))`;
const ORDER: Readonly<Record<Sort, string>> = {
  name: 'p.name, p.sku',
  price: 'p.price_cents, p.sku',
  '-price': 'p.price_cents desc, p.sku',
  rating: 'p.rating desc, p.rating_count desc, p.sku',
  newest: 'p.listed_at desc, p.sku',
};
const CATEGORY = 'select slug, name, description, department, product_count as "productCount" from categories';

/** The questions the catalog is asked, each one prepared statement. */
export class CatalogStore {
  readonly #db: DatabaseSync;
  readonly #count: StatementSync;
  readonly #pages: Readonly<Record<Sort, StatementSync>>;
  readonly #product: StatementSync;
  readonly #related: StatementSync;
  readonly #categories: StatementSync;
  readonly #family: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#count = db.prepare(`select count(*) as total ${ASKED_FOR}`);
    this.#pages = Object.fromEntries(SORTS.map((sort) => [sort, db.prepare(`select ${SHOWN} ${ASKED_FOR} order by ${ORDER[sort]} limit :limit offset :offset`)])) as Record<Sort, StatementSync>;
    this.#product = db.prepare(
      `select ${SHOWN}, p.description, p.attributes, p.listed_at, c.name as category_name, p.department, d.name as department_name
         from products p join categories c on c.slug = p.category join categories d on d.slug = p.department where p.sku = ?`,
    );
    this.#related = db.prepare(`select ${SHOWN} from products p where p.category = ? and p.sku <> ? order by p.rating desc, p.rating_count desc, p.sku limit 4`);
    this.#categories = db.prepare(`${CATEGORY} order by position`);
    this.#family = db.prepare(`${CATEGORY} where ? in (slug, department) order by position`);
  }

  /** One page of the products asked for, and how many there are on all pages. */
  listProducts({ page, perPage, sort, category, q }: ListQuery): { readonly rows: readonly ProductRow[]; readonly total: number } {
    const wanted = { category: category ?? null, q: q === undefined ? null : foldCase(q) };
    const { total } = this.#count.get(wanted) as unknown as { total: number };
    const rows = this.#pages[sort].all({ ...wanted, limit: perPage, offset: (page - 1) * perPage });
    return { rows: rows as unknown as ProductRow[], total };
  }

  findProduct(sku: string): ProductDetailRow | undefined {
    return this.#product.get(sku) as ProductDetailRow | undefined;
  }

  /** The best rated of the same category. */
  relatedTo({ category, sku }: ProductRow): readonly ProductRow[] {
    return this.#related.all(category, sku) as unknown as ProductRow[];
  }

  listCategories(): readonly Category[] {
    return this.#categories.all() as unknown as Category[];
  }

  findCategory(slug: string): (Category & { readonly children: readonly Category[] }) | undefined {
    const family = this.#family.all(slug) as unknown as Category[];
    const category = family.find((each) => each.slug === slug);
    return category && { ...category, children: family.filter((each) => each.department === slug) };
  }

  close(): void {
    this.#db.close();
  }
}
