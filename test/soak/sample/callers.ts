import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../../demo/ledger/ledger.ts';

export const GROUPS = ['catalog', 'accounts', 'orders', 'pages'] as const;
/** The three route groups that have moved, and what is left of the monolith. */
export type Group = (typeof GROUPS)[number];

export interface Outcome {
  readonly group: Group;
  /** Epoch milliseconds at which it was asked. */
  readonly at: number;
  readonly ms: number;
  /** What was wrong with the answer, or with its absence; `undefined` where nothing was. */
  readonly wrong: string | undefined;
}

export interface Callers {
  readonly outcomes: readonly Outcome[];
  /** What the shop has confirmed. */
  readonly ledger: Ledger;
  /** Asks nothing new, and waits until every order that got no answer has got one. */
  stop(): Promise<void>;
}

interface Product {
  readonly sku: string;
  readonly price: string;
}

const EVERY_MS = 60;
const TIMEOUT_MS = 10_000;
const AGAIN_MS = 200;
const CUSTOMERS = 8;

/** Callers of each route group, who ask at a steady pace however they are answered. Customers have logged in, and ordered, once before. */
export async function startCallers(url: string): Promise<Callers> {
  const outcomes: Outcome[] = [];
  const ledger: Ledger = { orders: [], sessions: [] };
  const open = new Set<Promise<void>>();

  const fetchShop = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${url}${path}`, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
  const json = (body: object, headers: Record<string, string> = {}): RequestInit => ({ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const logIn = async (n: number): Promise<string> => {
    const answer = await mustBe(200, await fetchShop('/api/login', json({ email: `customer${(n % 200) + 1}@shop.example`, password: 'correct-horse' })));
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    ledger.sessions.push(cookie.replace('sid=', ''));
    return cookie;
  };
  const products = ((await (await fetchShop('/api/products?per_page=100')).json()) as { readonly items: readonly Product[] }).items;
  const cookies = await Promise.all(Array.from({ length: CUSTOMERS }, (_, n) => logIn(n)));

  /** Orders under one key until the shop has confirmed or refused it. Throws, once, where the first answer was none. */
  const order = async (n: number): Promise<void> => {
    const [{ sku, price } = { sku: '', price: '' }, key] = [products[n % products.length], randomUUID()];
    const place = async (): Promise<void> => {
      const answer = await fetchShop('/api/orders', json({ items: [{ sku, quantity: 1 }] }, { cookie: cookies[n % CUSTOMERS] ?? '', 'idempotency-key': key }));
      if (answer.status === 409) return void (await answer.text());
      const { order: placed } = (await (await mustBe(201, answer)).json()) as { readonly order: { readonly id: number; readonly total: string } };
      ledger.orders.push({ id: placed.id, key, totalCents: Math.round(Number(placed.total) * 100), lines: [{ sku, quantity: 1 }] });
      if (placed.total !== price) throw new Error(`the order costs ${placed.total}, the list says ${price}`);
    };
    await place().catch((error: unknown) => {
      track(again(place));
      throw error;
    });
  };
  const steps: Readonly<Record<Group, (n: number) => Promise<unknown>>> = {
    catalog: async (n) => mustBe(200, await fetchShop(`/api/products?page=${(n % 20) + 1}`)).then((answer) => answer.text()),
    accounts: async (n) => (n % 3 === 0 ? logIn(n) : mustBe(200, await fetchShop('/api/me', { headers: { cookie: cookies[n % CUSTOMERS] ?? '' } })).then((answer) => answer.text())),
    orders: (n) => order(n),
    pages: async (n) => mustBe(200, await fetchShop(n % 2 === 0 ? '/cart' : `/products/${products[n % products.length]?.sku}`, { headers: { cookie: cookies[n % CUSTOMERS] ?? '' } })).then((answer) => answer.text()),
  };

  function track(work: Promise<void>): void {
    open.add(work);
    void work.finally(() => open.delete(work));
  }
  const ask = async (group: Group, n: number): Promise<void> => {
    const at = Date.now();
    const wrong = await steps[group](n).then(() => undefined, messageOf);
    outcomes.push({ group, at, ms: Date.now() - at, wrong });
  };
  for (let n = 0; n < CUSTOMERS; n += 1) await order(n);
  let n = CUSTOMERS;
  const timer = setInterval(() => {
    n += 1;
    for (const group of GROUPS) track(ask(group, n));
  }, EVERY_MS);
  return {
    outcomes,
    ledger,
    async stop() {
      clearInterval(timer);
      while (open.size > 0) await Promise.all(open);
    },
  };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

async function again(ask: () => Promise<void>): Promise<void> {
  for (;;) {
    await sleep(AGAIN_MS);
    if (await ask().then(() => true, () => false)) return;
  }
}

async function mustBe(status: number, answer: Response): Promise<Response> {
  if (answer.status !== status) throw new Error(`status ${answer.status}: ${(await answer.text()).slice(0, 200)}`);
  return answer;
}
