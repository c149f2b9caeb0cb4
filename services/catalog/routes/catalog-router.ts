import { Router, type Response } from 'express';
import type { CatalogStore } from '../store/catalog-store.ts';
import type { ListQuery } from '../store/list-query.ts';
import type { FormatPrice } from './format-price.ts';
import { Problem } from './problem.ts';
import { readListQuery } from './read-list-query.ts';
import { reply, type ReplyDeps } from './reply.ts';
import { showProduct, showSummary } from './show-product.ts';

export interface CatalogDeps extends ReplyDeps {
  readonly store: CatalogStore;
  readonly formatPrice: FormatPrice;
}

/** `/api/products` and `/api/categories`, as the shop's callers know them. */
export function catalogRouter(deps: CatalogDeps): Router {
  const { store, formatPrice } = deps;
  const router = Router();

  router.get('/api/products', (req, res) => {
    replyWithList(res, deps, '/api/products', readListQuery(req.query));
  });

  router.get('/api/products/:sku', (req, res) => {
    const row = store.findProduct(req.params.sku);
    if (!row) throw Problem.notFound(`No product has the sku ${req.params.sku}`);
    reply(res, deps, { product: showProduct(row, store.relatedTo(row), formatPrice) });
  });

  router.get('/api/categories', (_req, res) => {
    reply(res, deps, { items: store.listCategories() });
  });

  router.get('/api/categories/:slug', (req, res) => {
    reply(res, deps, { category: existingCategory(store, req.params.slug) });
  });

  router.get('/api/categories/:slug/products', (req, res) => {
    const { slug } = existingCategory(store, req.params.slug);
    replyWithList(res, deps, `/api/categories/${slug}/products`, readListQuery(req.query), slug);
  });

  return router;
}

/** `within` is the category that the path names; it goes before one in the query. */
function replyWithList(res: Response, deps: CatalogDeps, path: string, query: ListQuery, within?: string): void {
  const { rows, total } = deps.store.listProducts(within === undefined ? query : { ...query, category: within });
  const { page, perPage, sort, q } = query;
  const category = within === undefined ? query.category : undefined;
  const pages = Math.ceil(total / perPage);
  const more = new URLSearchParams({ page: String(page + 1), per_page: String(perPage), sort, ...(category && { category }), ...(q && { q }) });
  const items = rows.map((row) => showSummary(row, deps.formatPrice));
  reply(res, deps, { total, pages, page, perPage, next: page < pages ? `${path}?${more.toString()}` : null, items });
}

function existingCategory(store: CatalogStore, slug: string): NonNullable<ReturnType<CatalogStore['findCategory']>> {
  const category = store.findCategory(slug);
  if (!category) throw Problem.notFound(`There is no category ${slug}`);
  return category;
}
