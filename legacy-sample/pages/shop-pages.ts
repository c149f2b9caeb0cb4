import { Router } from 'express';
import { listCategories } from '../catalog/categories.ts';
import { parseListQuery } from '../catalog/list-query.ts';
import { bestsellers, findProduct, listProducts } from '../catalog/products.ts';
import type { Deps } from '../http/deps.ts';
import { notFound } from '../http/http-error.ts';

/** What a visitor looks at: home, search, product. */
export function shopPages({ db }: Deps): Router {
  const router = Router();
  router.get('/', async (_req, res) => {
    const categories = await listCategories(db);
    res.render('home', { title: 'Welcome', categories: categories.filter(({ department }) => department === null), bestsellers: await bestsellers(db, 12) });
  });

  router.get('/search', async (req, res) => {
    const query = parseListQuery(req.query);
    const { items, total } = await listProducts(db, query);
    const { page, perPage, sort, q = '', category = '' } = query;
    const next = page * perPage < total ? `/search?${new URLSearchParams({ q, category, sort, page: String(page + 1) }).toString()}` : null;
    res.render('search', { title: q === '' ? 'Products' : `Search: ${q}`, q, products: items, total, next });
  });

  router.get('/products/:sku', async (req, res) => {
    const product = await findProduct(db, req.params.sku.replaceAll('\0', ''));
    if (!product) throw notFound(`No product has the sku ${req.params.sku}`);
    res.render('product', { title: product.name, product });
  });
  return router;
}
