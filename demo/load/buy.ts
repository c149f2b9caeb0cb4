import { checkStatus, readJson } from './read-answer.ts';
import { check } from './shop-client.ts';
import type { SeenProduct, Step } from './visitor.ts';

/** What customers do: log in, order, look at their orders, log out. */

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
    visitor.email = email;
    visitor.ledger.sessions.push(visitor.cookie('sid') ?? '');
    return true;
  });
  // What was planned is for customers only.
  if (!done) visitor.leave();
};

/** Asks who the shop takes them for. */
export const readMe: Step = async (visitor) => {
  await visitor.send({ kind: 'me', path: '/api/me' }, (answer) => {
    if (visitor.email === undefined) return checkStatus(answer, 401);
    const { customer } = readJson<{ customer: { readonly email: string } }>(answer);
    check(customer?.email === visitor.email, `taken for ${customer?.email} instead of ${visitor.email}`);
  });
};

export const logOut: Step = async (visitor) => {
  await visitor.send({ kind: 'logout', method: 'POST', path: '/api/logout' }, (answer) => {
    checkStatus(answer, 204);
    check(answer.cookiesSet.includes('sid'), 'the logout left the session in place');
    visitor.email = undefined;
  });
};

export const order: Step = async (visitor) => {
  const items = chosenItems(Array.from({ length: visitor.random.between(1, 3) }, () => visitor.aProduct()), () => visitor.random.between(1, 3));
  if (items.length === 0) return;
  const lines = items.map(({ product: { sku }, quantity }) => ({ sku, quantity }));
  const key = `visit-${Math.floor(visitor.random.next() * 2 ** 53).toString(36)}`;
  await visitor.send({ kind: 'order', method: 'POST', path: '/api/orders', json: { items: lines }, headers: { 'idempotency-key': key } }, (answer) => {
    // Something is sold out now and then: the next request looks whether that is so.
    if (answer.status === 409) return visitor.next(verifySoldOut(items));
    const { order } = readJson<{ order: OrderBody }>(answer, 201);
    check(order?.items.length === items.length && items.every((item) => isConfirmed(order, item)), 'the order confirms other products');
    const cents = costOf(items);
    visitor.ledger.orders.push({ id: order.id, key, totalCents: cents, lines });
    check(toCents(order.total) === cents, `the order costs ${order.total}, its prices as shown sum to ${cents} cents`);
    visitor.next(findAmongOrders(order.id));
  });
};

/** One product by the shop's pages: into the cart, and ordered from there. */
export const orderByPage: Step = async (visitor) => {
  const [item] = chosenItems([visitor.aProduct()], () => visitor.random.between(1, 2));
  if (!item) return;
  const { product: { sku }, quantity } = item;
  const isIn = await visitor.send({ kind: 'cart', method: 'POST', path: '/cart', fields: { sku, quantity: String(quantity) } }, ({ status, location }) => {
    check(status === 303 && location === '/cart', `status ${status} to ${location} where the cart was to follow`);
    return true;
  });
  if (isIn) visitor.next(orderTheCart(item));
};

function orderTheCart(item: Item): Step {
  return async (visitor) => {
    await visitor.send({ kind: 'order-page', method: 'POST', path: '/orders' }, (answer) => {
      if (answer.status === 409) return visitor.next(verifySoldOut([item]));
      const id = Number(/^\/orders\/(\d+)$/.exec(answer.location)?.[1]);
      check(answer.status === 303 && id > 0, `status ${answer.status} to ${answer.location} where the order was to follow`);
      visitor.ledger.orders.push({ id, key: null, totalCents: costOf([item]), lines: [{ sku: item.product.sku, quantity: item.quantity }] });
      visitor.next(findAmongOrders(id));
    });
  };
}

function costOf(items: readonly Item[]): number {
  return items.reduce((sum, { product, quantity }) => sum + toCents(product.price) * quantity, 0);
}

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
