import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';

// Writers and readers of two stores whose ownership moves, as a process of its own: `shop-load.ts LEGACY_URL CANDIDATE_URL WRITERS READERS`. A writer whom one side refuses goes to the other,
// as the proxy would bring him there. Every message `{ since }` is answered with the longest write and the longest read that ended after that moment, how many of each there were, and who failed.

const [legacyUrl = '', candidateUrl = '', writers = '8', readers = '4'] = process.argv.slice(2);
const ACCOUNTS = 1_000;
const THINKS_MS = 5;

const stores = [legacyUrl, candidateUrl].map((url) => new Pool({ connectionString: url, max: Number(writers) + Number(readers) }));
interface Done {
  readonly endedAt: number;
  readonly ms: number;
}
const done: { readonly writes: Done[]; readonly reads: Done[]; failed: number } = { writes: [], reads: [], failed: 0 };

async function write(): Promise<void> {
  const [account, total] = [1 + Math.floor(Math.random() * ACCOUNTS), 1 + Math.floor(Math.random() * 99)];
  for (let side = 0; ; side = 1 - side) {
    const client = await stores[side]?.connect();
    try {
      await client?.query('begin');
      await client?.query('insert into orders (account_id, total) values ($1, $2)', [account, total]);
      await client?.query('update accounts set spent = spent + $2 where id = $1', [account, total]);
      await client?.query('commit');
      return;
    } catch (error) {
      await client?.query('rollback');
      if ((error as { code?: string }).code !== 'BNY01') throw error;
    } finally {
      client?.release();
    }
  }
}

async function read(side: number): Promise<void> {
  await stores[side]?.query('select count(*) from orders where account_id = $1', [1 + Math.floor(Math.random() * ACCOUNTS)]);
}

async function forEver(work: () => Promise<void>, into: Done[]): Promise<never> {
  for (;;) {
    const began = performance.now();
    await work().then(
      () => into.push({ endedAt: Date.now(), ms: performance.now() - began }),
      () => (done.failed += 1),
    );
    await sleep(THINKS_MS);
  }
}

const longest = (of: readonly Done[], since: number): object => {
  const recent = of.filter(({ endedAt }) => endedAt >= since);
  return { count: recent.length, longestMs: Math.max(0, ...recent.map(({ ms }) => ms)) };
};

for (let i = 0; i < Number(writers); i++) void forEver(write, done.writes);
for (let i = 0; i < Number(readers); i++) void forEver(() => read(i % 2), done.reads);
process.on('message', ({ since }: { since: number }) => void process.send?.({ writes: longest(done.writes, since), reads: longest(done.reads, since), failed: done.failed }));
process.on('disconnect', () => process.exit(0));
process.stdout.write('ready\n');
