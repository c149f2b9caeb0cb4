import { Router, type Response } from 'express';
import { sendJson } from '../http/api.ts';
import type { Deps } from '../http/deps.ts';
import { notFound } from '../http/http-error.ts';
import { categoryExists, findCategory, listCategories } from './categories.ts';
import { parseListQuery, type ListQuery } from './list-query.ts';
import { findProduct, listProducts } from './products.ts';

/** The catalog as JSON. It sets no cookie and reads none. */
export function catalogRoutes(deps: Deps): Router {
  const { db } = deps;
  const router = Router();
  router.get('/products', async (req, res) => {
    await sendList(res, deps, '/api/products', parseListQuery(req.query));
  });
  router.get('/products/:sku', async (req, res) => {
    const product = isName(req.params.sku) ? await findProduct(db, req.params.sku) : undefined;
    if (!product) throw notFound(`No product has the sku ${req.params.sku}`);
    sendJson(res, deps, { product });
  });

  router.get('/categories', async (_req, res) => {
    sendJson(res, deps, { items: await listCategories(db) });
  });
  router.get('/categories/:slug', async (req, res) => {
    const category = isName(req.params.slug) ? await findCategory(db, req.params.slug) : undefined;
    if (!category) throw notFound(`There is no category ${req.params.slug}`);
    sendJson(res, deps, { category });
  });
  router.get('/categories/:slug/products', async (req, res) => {
    const { slug } = req.params;
    if (!isName(slug) || !(await categoryExists(db, slug))) throw notFound(`There is no category ${slug}`);
    const { category: _, ...query } = parseListQuery(req.query);
    await sendList(res, deps, `/api/categories/${slug}/products`, query, slug);
  });
  return router;
}

async function sendList(res: Response, deps: Deps, path: string, query: ListQuery, category = query.category): Promise<void> {
  const { items, total } = await listProducts(deps.db, category === undefined ? query : { ...query, category });
  const pages = Math.ceil(total / query.perPage);
  const next = query.page < pages ? `${path}?${nextPage(query)}` : null;
  sendJson(res, deps, { items, page: query.page, perPage: query.perPage, pages, total, next });
}

function nextPage({ page, perPage, sort, category, q }: ListQuery): string {
  return new URLSearchParams({ page: String(page + 1), per_page: String(perPage), sort, ...(category ? { category } : {}), ...(q ? { q } : {}) }).toString();
}

/** Skus and slugs are letters, digits and hyphens: anything else names nothing. */
function isName(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text);
}
