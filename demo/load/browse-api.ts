import { checkSessionUntouched, checkStatus, readJson } from './read-answer.ts';
import { check, type ShopAnswer, type ShopRequest } from './shop-client.ts';
import type { SeenProduct, Step, Visitor } from './visitor.ts';

/** What visitors' browsers ask the catalog's API: lists, products, searches, categories. */

interface ListBody {
  readonly items: readonly SeenProduct[];
  readonly page: number;
  readonly perPage: number;
  readonly total: number;
}

interface CategoryBody {
  readonly slug: string;
  readonly productCount: number;
  readonly children: readonly { readonly productCount: number }[];
}

export const readList: Step = async (visitor) => {
  const page = visitor.random.between(1, 30);
  const perPage = visitor.random.pick([12, 20, 40]);
  const sort = visitor.random.pick(['name', 'price', '-price', 'rating', 'newest']);
  await askForList(visitor, { kind: 'list', path: `/api/products?page=${page}&per_page=${perPage}&sort=${sort}` }, (list) => {
    check(list.page === page && list.perPage === perPage && list.items.length === perPage, `not page ${page} of ${perPage} products`);
    if (sort === 'price' || sort === '-price') check(isSortedByPrice(list.items, sort === 'price' ? 1 : -1), `the list is not sorted by ${sort}`);
  });
};

export const readProduct: Step = async (visitor) => {
  const seen = visitor.aProduct();
  if (!seen) return readList(visitor);
  await visitor.send({ kind: 'product', path: `/api/products/${seen.sku}` }, (answer) => {
    checkSessionUntouched(answer);
    const { product } = readJson<{ product: SeenProduct }>(answer);
    check(product?.sku === seen.sku && product.name === seen.name, `another product than ${seen.sku}`);
    check(product.price === seen.price, `${seen.sku} costs ${product.price}, the list said ${seen.price}`);
  });
};

export const search: Step = async (visitor) => {
  const seen = visitor.aProduct();
  if (!seen) return readList(visitor);
  const word = visitor.random.pick(`${seen.name} ${seen.brand}`.split(' ').filter(({ length }) => length > 2));
  await askForList(visitor, { kind: 'search', path: `/api/products?${new URLSearchParams({ q: word }).toString()}` }, (list) => {
    check(list.total > 0 && list.items.length > 0, `nothing found for ${word}`);
    const stray = list.items.find(({ name, brand }) => !`${name} ${brand}`.toLowerCase().includes(word.toLowerCase()));
    check(stray === undefined, `a search for ${word} found ${stray?.sku}`);
  });
};

export const readCategories: Step = async (visitor) => {
  await visitor.send({ kind: 'categories', path: '/api/categories' }, (answer) => {
    checkSessionUntouched(answer);
    const { items = [] } = readJson<{ items: readonly CategoryBody[] }>(answer);
    check(items.length > 0 && items.every(({ productCount }) => productCount > 0), 'no categories, or empty ones');
  });
};

export const readCategory: Step = async (visitor) => {
  const seen = visitor.aProduct();
  if (!seen) return readList(visitor);
  if (visitor.random.next() < 0.5) return readCategoryItself(visitor, seen.category);
  await askForList(visitor, { kind: 'category', path: `/api/categories/${seen.category}/products` }, (list) => {
    check(list.items.length > 0 && list.items.every(({ category }) => category === seen.category), `not the products of ${seen.category}`);
  });
};

async function readCategoryItself(visitor: Visitor, slug: string): Promise<void> {
  await visitor.send({ kind: 'category', path: `/api/categories/${slug}` }, (answer) => {
    checkSessionUntouched(answer);
    const { category } = readJson<{ category: CategoryBody }>(answer);
    check(category?.slug === slug && category.productCount > 0, `another category than ${slug}`);
  });
}

async function askForList(visitor: Visitor, request: ShopRequest, verify: (list: ListBody) => void): Promise<void> {
  const items = await visitor.send(request, (answer: ShopAnswer) => {
    checkSessionUntouched(answer);
    checkStatus(answer, 200);
    const { items, page, perPage, total } = readJson<ListBody>(answer);
    check(Array.isArray(items) && page !== undefined && perPage !== undefined && total !== undefined && total >= items.length, 'the body is no list of products');
    verify({ items: items as readonly SeenProduct[], page, perPage, total });
    return items as readonly SeenProduct[];
  });
  if (items) visitor.remember(items);
}

function isSortedByPrice(items: readonly SeenProduct[], direction: 1 | -1): boolean {
  return items.every(({ price }, i) => i === 0 || (Number(price) - Number(items[i - 1]?.price)) * direction >= 0);
}
