import { readJson } from './read-answer.ts';
import { check } from './shop-client.ts';
import type { SeenProduct, Step } from './visitor.ts';

/** What customers do: log in, order, look at their orders. */

interface OrderBody {
  readonly id: number;
  readonly total: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number; readonly price: string }[];
}

interface Item {
  readonly product: SeenProduct;
  readonly quantity: number;
}

/** The shop has customers 1 to 200, for demonstration, with one password. */
export const logIn: Step = async (visitor) => {
  const email = `customer${visitor.random.between(1, 200)}@shop.example`;
  const done = await visitor.send({ kind: 'login', method: 'POST', path: '/api/login', json: { email, password: 'correct-horse' } }, (answer) => {
    const { customer } = readJson<{ customer: { readonly email: string } }>(answer);
    check(customer?.email === email, `logged in as ${customer?.email} instead of ${email}`);
    check(answer.cookiesSet.includes('sid'), 'the login began no session');
    return true;
  });
  // What was planned is for customers only.
  if (!done) visitor.leave();
};

export const order: Step = async (visitor) => {
  const items = chosenItems(Array.from({ length: visitor.random.between(1, 3) }, () => visitor.aProduct()), () => visitor.random.between(1, 3));
  if (items.length === 0) return;
  const json = { items: items.map(({ product: { sku }, quantity }) => ({ sku, quantity })) };
  await visitor.send({ kind: 'order', method: 'POST', path: '/api/orders', json }, (answer) => {
    // Something is sold out now and then: the next request looks whether that is so.
    if (answer.status === 409) return visitor.next(verifySoldOut(items));
    const { order } = readJson<{ order: OrderBody }>(answer, 201);
    check(order?.items.length === items.length && items.every((item) => isConfirmed(order, item)), 'the order confirms other products');
    const cents = items.reduce((sum, { product, quantity }) => sum + toCents(product.price) * quantity, 0);
    check(toCents(order.total) === cents, `the order costs ${order.total}, its prices as shown sum to ${cents} cents`);
    visitor.next(findAmongOrders(order.id));
  });
};

/** Each product once. */
function chosenItems(products: readonly (SeenProduct | undefined)[], quantity: () => number): Item[] {
  const bySku = new Map(products.filter((product) => product !== undefined).map((product) => [product.sku, product]));
  return Array.from(bySku.values(), (product) => ({ product, quantity: quantity() }));
}

function findAmongOrders(id: number): Step {
  return async (visitor) => {
    await visitor.send({ kind: 'orders', path: `/api/orders/${id}` }, (answer) => {
      check(readJson<{ order: OrderBody }>(answer).order?.id === id, `order ${id} is not there`);
    });
  };
}

/** Of the items of a refused order, one must really be short: stock only ever falls. */
function verifySoldOut([item, ...others]: readonly Item[]): Step {
  return async (visitor) => {
    if (!item) return;
    const { product, quantity } = item;
    await visitor.send({ kind: 'stock', path: `/api/stock/${product.sku}` }, (answer) => {
      const left = readJson<{ quantity: number }>(answer).quantity ?? Number.NaN;
      if (left < quantity) return;
      check(others.length > 0, `an order was refused though ${left} of ${product.sku} are left`);
      visitor.next(verifySoldOut(others));
    });
  };
}

function isConfirmed({ items }: OrderBody, { product, quantity }: Item): boolean {
  return items.some((item) => item.sku === product.sku && item.quantity === quantity);
}

function toCents(price: string): number {
  return Math.round(Number(price) * 100);
}
