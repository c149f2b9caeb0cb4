import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Pool } from 'pg';
import { ACCOUNTS } from './side.ts';

/** What callers were told of each write, and how long they waited. */
export interface Ledger {
  readonly accepted: { readonly ref: string; readonly account: number; readonly total: number; readonly side: string; readonly ms: number }[];
  /** Told that nothing was done. */
  readonly refused: string[];
  /** No answer: done or not, but not twice. */
  readonly unknown: string[];
  readonly reads: { failed: number; readonly ms: number[] };
}

export interface Load {
  readonly ledger: Ledger;
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly writers: number;
  readonly readers: number;
  /** Between an answer and the next request. */
  readonly thinksMs: number;
}

interface Reply {
  readonly status: number;
  readonly side: string;
  readonly ms: number;
}

/** Writers and readers who rest but a moment, each request to where the load balancer sends it now. What is written is added to the ledger. */
export function startLoad(where: () => string, { writers, readers, thinksMs }: LoadOptions, ledger: Ledger = emptyLedger()): Load {
  const agent = new Agent({ keepAlive: true });
  const stopped = new AbortController();

  function send(method: 'GET' | 'POST', caller: number, body?: string): Promise<Reply | undefined> {
    const began = performance.now();
    return new Promise((resolve) => {
      const sent = request(`${where()}/api/products`, { method, agent, headers: { cookie: `sid=caller-${caller}`, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) } }, (res) => {
        res.resume().on('end', () => resolve({ status: res.statusCode ?? 0, side: String(res.headers['x-side']), ms: performance.now() - began })).on('error', () => resolve(undefined));
      });
      sent.on('error', () => resolve(undefined)).end(body);
    });
  }

  async function write(caller: number): Promise<void> {
    for (let n = 0; !stopped.signal.aborted; n++) {
      const order = { ref: randomUUID(), account: 1 + ((caller + n) % ACCOUNTS), total: 1 + ((caller * 31 + n) % 97) };
      const reply = await send('POST', caller, JSON.stringify(order));
      if (reply?.status === 201) ledger.accepted.push({ ...order, side: reply.side, ms: reply.ms });
      else if (reply?.status === 503) ledger.refused.push(order.ref);
      else ledger.unknown.push(order.ref);
      await new Promise((resolve) => setTimeout(resolve, thinksMs));
    }
  }

  async function read(caller: number): Promise<void> {
    while (!stopped.signal.aborted) {
      const reply = await send('GET', caller);
      if (reply?.status === 200) ledger.reads.ms.push(reply.ms);
      else ledger.reads.failed += 1;
      await new Promise((resolve) => setTimeout(resolve, thinksMs));
    }
  }

  const work = [...Array.from({ length: writers }, (_, caller) => write(caller)), ...Array.from({ length: readers }, (_, caller) => read(caller))];
  return {
    ledger,
    async stop() {
      stopped.abort();
      await Promise.all(work);
      agent.destroy();
    },
  };
}

function emptyLedger(): Ledger {
  return { accepted: [], refused: [], unknown: [], reads: { failed: 0, ms: [] } };
}

/** How one store differs from what callers were told: nothing where all is well. */
export async function differences(pool: Pool, { accepted, refused, unknown }: Ledger): Promise<readonly string[]> {
  const { rows } = await pool.query<{ ref: string; times: number; account_id: number; total: number }>('select ref, count(*)::int as times, min(account_id) as account_id, min(total) as total from orders group by ref');
  const stored = new Map(rows.map((row) => [row.ref, row]));
  const found: string[] = [];
  for (const { ref, account, total, side } of accepted) {
    const row = stored.get(ref);
    if (!row) found.push(`lost: ${ref}, which the ${side} had accepted`);
    else if (row.account_id !== account || row.total !== total) found.push(`changed: ${ref}`);
  }
  for (const { ref, times } of rows) if (times > 1) found.push(`doubled: ${ref}, ${times} times`);
  for (const ref of refused) if (stored.has(ref)) found.push(`done though refused: ${ref}`);
  const known = new Set([...accepted.map(({ ref }) => ref), ...unknown]);
  for (const { ref } of rows) if (!known.has(ref) && !ref.startsWith('00000000')) found.push(`nobody’s: ${ref}`);
  const sums = await pool.query<{ id: number; spent: string; charged: string }>('select a.id, a.spent, coalesce(sum(o.total), 0) as charged from accounts a left join orders o on o.account_id = a.id group by a.id having a.spent <> coalesce(sum(o.total), 0)');
  for (const { id, spent, charged } of sums.rows) found.push(`account ${id}: spent ${spent}, charged ${charged}`);
  return found;
}

export function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
}
