import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { createRandom, type Random } from '../../../../sandbox/faults/random.ts';
import { until } from '../../../support/until.ts';

const CUSTOMERS = 4;
const THINKS_MS = 50;

/** What customers were told of their sessions. */
export interface LoginLedger {
  /** Session → whose it is, and whether they have logged out. */
  readonly sessions: Map<string, { readonly customer: number; hasEnded: boolean }>;
  /** What was answered otherwise than it should, or not. */
  readonly failed: string[];
  looks: number;
}

/** Customers who log in, look who they are and, every other time, log out again, each request to where the load balancer sends it now. */
export function startLogins(where: () => string, ledger: LoginLedger): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const work = Array.from({ length: CUSTOMERS }, async (_, i) => {
    const random = createRandom(`logins ${i}`);
    while (!stopped.signal.aborted) {
      await visit(where, i + 1, random, ledger).catch((error: unknown) => ledger.failed.push(String(error)));
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

async function visit(where: () => string, customer: number, random: Random, ledger: LoginLedger): Promise<void> {
  const expectStatus = async (status: number, path: string, init: RequestInit): Promise<Response> => {
    const answer = await fetch(`${where()}/api/${path}`, init);
    const text = await answer.clone().text();
    if (answer.status !== status) ledger.failed.push(`${path} was answered with ${answer.status}: ${text.slice(0, 200)}`);
    return answer;
  };
  const credentials = JSON.stringify({ email: `customer${customer}@shop.example`, password: 'correct-horse' });
  const begun = await expectStatus(200, 'login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: credentials });
  const [cookie = ''] = begun.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
  const session = { customer, hasEnded: false };
  ledger.sessions.set(cookie.replace('sid=', ''), session);
  const seen = (await (await expectStatus(200, 'me', { headers: { cookie } })).json()) as { customer?: { id: number } };
  if (seen.customer?.id === customer) ledger.looks += 1;
  else ledger.failed.push(`customer ${customer} was taken for ${seen.customer?.id}`);
  if (random() < 0.5) return;
  await expectStatus(204, 'logout', { method: 'POST', headers: { cookie } });
  session.hasEnded = true;
  // The other side, which he may be reading from, is as far behind as the lag.
  await until(async () => (await fetch(`${where()}/api/me`, { headers: { cookie } })).status === 401 || undefined);
}

/** How a store's sessions differ from what customers were told: nothing where all is well. */
export async function wrongSessions(store: Pool, { sessions }: LoginLedger): Promise<readonly string[]> {
  const { rows } = await store.query<{ id: string; customer_id: number; has_ended: boolean }>('select id, customer_id, ended_at is not null as has_ended from sessions where customer_id is not null');
  const stored = new Map(rows.map((row) => [row.id, row]));
  const lost = [...sessions].flatMap(([id, { customer, hasEnded }]) => {
    const row = stored.get(id);
    if (!row) return [`lost: ${id}`];
    return row.customer_id === customer && row.has_ended === hasEnded ? [] : [`wrong: ${id} is customer ${row.customer_id}'s, ${row.has_ended ? '' : 'not '}ended`];
  });
  return [...lost, ...rows.filter(({ id }) => !sessions.has(id)).map(({ id }) => `nobody's: ${id}`)];
}
