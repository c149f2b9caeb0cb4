import { BRANDS, COLOURS, DEPARTMENTS, MATERIALS, PRAISE, STYLES } from './departments.ts';
import { between, createRandom, pick } from './random.ts';

export interface CategoryRow {
  readonly id: number;
  readonly parent_id: number | null;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
}

export interface ProductRow {
  readonly id: number;
  readonly sku: string;
  readonly category_id: number;
  readonly name: string;
  readonly brand: string;
  readonly description: string;
  readonly attributes: { readonly colour: string; readonly material: string; readonly weightGrams: number };
  readonly list_price_cents: number;
  readonly discount_percent: number;
  readonly rating: string;
  readonly rating_count: number;
  readonly created_at: string;
  readonly stock: number;
}

const PRODUCTS = 2_000;
const OPENED = Date.UTC(2021, 2, 1);
const HOUR = 3_600_000;

/** The shop's departments and their categories, in the order of the shop's menu. */
export function seedCategories(): CategoryRow[] {
  const rows: CategoryRow[] = [];
  for (const department of DEPARTMENTS) {
    const parent = { id: rows.length + 1, parent_id: null, slug: department.slug, name: department.name, description: `Everything for ${department.name.toLowerCase()}.` };
    rows.push(parent);
    for (const { slug, name, nouns } of department.categories) {
      const description = `${nouns.slice(0, 3).join(', ')} and more.`;
      rows.push({ id: rows.length + 1, parent_id: parent.id, slug, name, description });
    }
  }
  return rows;
}

/** The same 2,000 products for the same seed. */
export function seedProducts(seed: number): ProductRow[] {
  const random = createRandom(seed);
  const kinds = DEPARTMENTS.flatMap((department) => department.categories);
  const categoryIds = new Map(seedCategories().map(({ slug, id }) => [slug, id]));
  return Array.from({ length: PRODUCTS }, (_, index) => {
    const kind = pick(random, kinds);
    const noun = pick(random, kind.nouns);
    const brand = pick(random, BRANDS);
    const colour = pick(random, COLOURS);
    const material = pick(random, MATERIALS);
    return {
      id: index + 1,
      sku: `${kind.slug.replace('-', '').slice(0, 3).toUpperCase()}-${10_001 + index * 7}`,
      category_id: categoryIds.get(kind.slug) ?? 0,
      name: `${pick(random, STYLES)} ${noun}`,
      brand,
      description: `${noun} by ${brand} in ${colour} ${material}. ${pick(random, PRAISE)}`,
      attributes: { colour, material, weightGrams: between(random, 4, 400) * 10 },
      list_price_cents: between(random, kind.from, kind.to) * 100 + pick(random, [0, 50, 90, 95, 99]),
      discount_percent: random() < 0.18 ? pick(random, [5, 10, 15, 20, 25, 30]) : 0,
      rating: (between(random, 26, 50) / 10).toFixed(1),
      rating_count: between(random, 1, 900),
      created_at: new Date(OPENED + index * 20 * HOUR + between(random, 0, 19) * HOUR).toISOString(),
      // A few are nearly sold out.
      stock: random() < 0.02 ? between(random, 0, 3) : between(random, 400, 4_000),
    };
  });
}
