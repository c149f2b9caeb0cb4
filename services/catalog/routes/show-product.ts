import type { ProductDetailRow, ProductRow } from '../store/catalog-store.ts';
import type { FormatPrice } from './format-price.ts';

/** A product as lists show it. */
export function showSummary(row: ProductRow, formatPrice: FormatPrice): object {
  return {
    sku: row.sku,
    name: row.name,
    brand: row.brand,
    category: row.category,
    currency: 'EUR',
    price: salePrice(row, formatPrice),
    listPrice: formatPrice(row.list_price_cents),
    rating: row.rating,
    ratingCount: row.rating_count,
  };
}

/** A product as its own resource shows it. */
export function showProduct(row: ProductDetailRow, related: readonly ProductRow[], formatPrice: FormatPrice): object {
  return {
    ...showSummary(row, formatPrice),
    description: row.description,
    category: { slug: row.category, name: row.category_name, department: { slug: row.department, name: row.department_name } },
    attributes: JSON.parse(row.attributes) as object,
    listedAt: row.listed_at,
    related: related.map((each) => ({ sku: each.sku, name: each.name, price: salePrice(each, formatPrice) })),
  };
}

function salePrice({ list_price_cents, discount_percent }: ProductRow, formatPrice: FormatPrice): string {
  return formatPrice((list_price_cents * (100 - discount_percent)) / 100);
}
