import { readJson, readPage } from './read-answer.ts';
import { check } from './shop-client.ts';
import type { Step } from './visitor.ts';

/** What visitors look at in the pages that the monolith renders. */

/** The first page of a visit: from here on the visitor has a session. */
export const enter: Step = async (visitor) => {
  await visitor.send({ kind: 'home', path: '/' }, (answer) => {
    check(readPage(answer).includes('Bestsellers'), 'this is not the home page');
    check(answer.cookiesSet.includes('sid'), 'no session was begun');
  });
};

export const readHome: Step = async (visitor) => {
  await visitor.send({ kind: 'home', path: '/' }, (answer) => {
    check(readPage(answer).includes('Bestsellers'), 'this is not the home page');
    check(!answer.cookiesSet.includes('sid'), 'the session was lost');
  });
};

export const readProductPage: Step = async (visitor) => {
  const product = visitor.aProduct();
  if (!product) return readHome(visitor);
  await visitor.send({ kind: 'product-page', path: `/products/${product.sku}` }, (answer) => {
    check(readPage(answer).includes(`value="${product.sku}"`), `this is not the page of ${product.sku}`);
  });
};

export const readSearchPage: Step = async (visitor) => {
  const product = visitor.aProduct();
  if (!product) return readHome(visitor);
  await visitor.send({ kind: 'search-page', path: `/search?category=${product.category}` }, (answer) => {
    check(/<p>[1-9]\d* products<\/p>/.test(readPage(answer)), `no products in ${product.category}`);
  });
};

export const readCartPage: Step = async (visitor) => {
  await visitor.send({ kind: 'cart', path: '/cart' }, (answer) => {
    check(readPage(answer).includes('Your cart'), 'this is not the cart');
  });
};

export const readStock: Step = async (visitor) => {
  const product = visitor.aProduct();
  if (!product) return readHome(visitor);
  await visitor.send({ kind: 'stock', path: `/api/stock/${product.sku}` }, (answer) => {
    const { sku, quantity } = readJson<{ sku: string; quantity: number }>(answer);
    check(sku === product.sku && Number.isInteger(quantity), `this is not the stock of ${product.sku}`);
  });
};
