import { Pool } from 'undici';

/** Load as a process of its own, for machines without wrk: `url seconds connections` in, one line of JSON out. Every connection asks again as soon as it has its answer whole. */
const [url = '', seconds = '10', connections = '32'] = process.argv.slice(2);
const pool = new Pool(new URL(url).origin, { connections: Number(connections), pipelining: 1 });
const ends = performance.now() + Number(seconds) * 1_000;
let [requests, failed] = [0, 0];

async function ask(): Promise<void> {
  const { statusCode, body } = await pool.request({ path: '/', method: 'GET' });
  await body.dump();
  if (statusCode !== 200) failed += 1;
}

const began = performance.now();
await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    while (performance.now() < ends) {
      await ask().catch(() => (failed += 1));
      requests += 1;
    }
  }),
);
process.stdout.write(`${JSON.stringify({ perSecond: (requests / (performance.now() - began)) * 1_000, failed })}\n`);
await pool.destroy();
