import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlacedOrder } from '../../../../demo/ledger/ledger.ts';
import { createRandom, type Random } from '../../../../sandbox/faults/random.ts';

const CUSTOMERS = 4;
const THINKS_MS = 50;

/** What customers were told. */
export interface SampleLedger {
  readonly orders: PlacedOrder[];
  /** Orders and looks that were answered otherwise than they should, or not. */
  readonly failed: string[];
  looks: number;
}

/** Customers who have logged in at the monolith, and then order and look at their orders and at the stock without rest, each request to where the load balancer sends it now. */
export async function startCustomers(monolith: string, where: () => string, skus: readonly string[], ledger: SampleLedger): Promise<{ stop(): Promise<void> }> {
  const stopped = new AbortController();
  const cookies = await Promise.all(Array.from({ length: CUSTOMERS }, (_, i) => logIn(monolith, i + 1)));
  const work = cookies.map(async (cookie, i) => {
    const random = createRandom(`customer ${i}`);
    while (!stopped.signal.aborted) {
      await visit(where, cookie, skus, random, ledger).catch((error: unknown) => ledger.failed.push(String(error)));
      await sleep(THINKS_MS);
    }
  });
  return {
    async stop() {
      stopped.abort();
      await Promise.all(work);
    },
  };
}

async function visit(where: () => string, cookie: string, skus: readonly string[], random: Random, ledger: SampleLedger): Promise<void> {
  const chosen = new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => skus[Math.floor(random() * skus.length)] ?? ''));
  const lines = Array.from(chosen, (sku) => ({ sku, quantity: 1 + Math.floor(random() * 3) }));
  const key = randomUUID();
  const placed = await fetch(`${where()}/api/orders`, { method: 'POST', headers: { cookie, 'content-type': 'application/json', 'idempotency-key': key }, body: JSON.stringify({ items: lines }) });
  const said = await placed.text();
  if (placed.status !== 201) return void ledger.failed.push(`an order was answered with ${placed.status}: ${said.slice(0, 200)}`);
  const { order } = JSON.parse(said) as { order: { id: number; total: string } };
  ledger.orders.push({ id: order.id, key, totalCents: Math.round(Number(order.total) * 100), lines });
  for (const path of [`/api/orders/${order.id}`, `/api/stock/${lines[0]?.sku}`]) {
    const seen = await fetch(`${where()}${path}`, { headers: { cookie } });
    const text = await seen.text();
    if (seen.status === 200) ledger.looks += 1;
    else ledger.failed.push(`${path} was answered with ${seen.status}: ${text.slice(0, 200)}`);
  }
}

async function logIn(monolith: string, customer: number): Promise<string> {
  const answer = await fetch(`${monolith}/api/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: `customer${customer}@shop.example`, password: 'correct-horse' }) });
  if (answer.status !== 200) throw new Error(`customer ${customer} could not log in: ${answer.status}`);
  return answer.headers.getSetCookie().map((each) => each.split(';')[0] ?? '').find((each) => each.startsWith('sid=')) ?? '';
}
