import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Random } from '../../../sandbox/faults/random.ts';

const ACCOUNTS = 40;
const CENTS = 1_000;

export type Stores = Readonly<Record<'legacy' | 'candidate', Pool>>;

/** Accounts that have the same at first, all of them at legacy's, and no transfer yet. */
export async function fill(stores: Stores): Promise<void> {
  for (const store of Object.values(stores)) {
    await store.query('create table accounts (id integer primary key, cents bigint not null)');
    await store.query('create table transfers (id uuid primary key, from_id integer not null, to_id integer not null, cents integer not null)');
  }
  await stores.legacy.query(`insert into accounts select i, ${CENTS} from generate_series(1, ${ACCOUNTS}) i`);
}

/** Writers that transfer until they are stopped, and write down each transfer that was committed. Nobody else knows what the stores must hold. */
export function startTransfers(stores: Stores, random: Random, writers: number): { readonly ledger: ReadonlySet<string>; stop(): Promise<void> } {
  const ledger = new Set<string>();
  const stopped = new AbortController();
  const work = Array.from({ length: writers }, async () => {
    while (!stopped.signal.aborted) {
      const id = await transfer(stores, random, () => stopped.signal.aborted);
      if (id !== undefined) ledger.add(id);
      await sleep(2);
    }
  });
  return {
    ledger,
    async stop() {
      stopped.abort();
      await Promise.all(work);
    },
  };
}

/** What is wrong in a store, held against the ledger: nothing where all is well. */
export async function wrongIn(store: Pool, ledger: ReadonlySet<string>): Promise<readonly string[]> {
  const ids = new Set((await store.query<{ id: string }>('select id from transfers')).rows.map(({ id }) => id));
  const lost = [...ledger].filter((id) => !ids.has(id)).map((id) => `lost: ${id}`);
  const unbalanced = await store.query<{ id: number }>(
    `select id from accounts a where cents <> ${CENTS} + coalesce((select sum(cents) from transfers where to_id = a.id), 0) - coalesce((select sum(cents) from transfers where from_id = a.id), 0)`,
  );
  const { rows } = await store.query<{ sum: string }>('select sum(cents)::text as sum from accounts');
  const sum = rows[0]?.sum === String(ACCOUNTS * CENTS) ? [] : [`the sum is ${rows[0]?.sum}`];
  return [...lost, ...sum, ...unbalanced.rows.map(({ id }) => `account ${id} is not what its transfers make of it`)];
}

/** Everything, in the order of its keys. */
export async function contents(store: Pool): Promise<unknown> {
  return [(await store.query('select * from accounts order by id')).rows, (await store.query('select * from transfers order by id')).rows];
}

/** As a caller behind the proxy: what one side refuses goes to the other. Returns the id of what is known to be committed; `undefined`: it was given up before it was. */
async function transfer(stores: Stores, random: Random, isStopped: () => boolean): Promise<string | undefined> {
  const id = crypto.randomUUID();
  const [one, other, cents] = [1 + Math.floor(random() * ACCOUNTS), 1 + Math.floor(random() * ACCOUNTS), 1 + Math.floor(random() * 50)];
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  for (let side: keyof Stores = 'legacy'; !isStopped(); side = side === 'legacy' ? 'candidate' : 'legacy') {
    const client = await stores[side].connect();
    try {
      await client.query(`begin; update accounts set cents = cents - ${cents} where id = ${low}; update accounts set cents = cents + ${cents} where id = ${high}; insert into transfers values ('${id}', ${low}, ${high}, ${cents}); commit`);
      return id;
    } catch (error) {
      if ((error as { code?: string }).code !== 'BNY01') throw error;
      await client.query('rollback');
      await sleep(5);
    } finally {
      client.release();
    }
  }
  return undefined;
}
