import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** Load as a process of its own, for machines without wrk: `url seconds connections pauseMs` in, one line of JSON out. Each connection asks again when it has its answer whole and has rested. */
const [url = '', seconds = '10', connections = '32', pauseMs = '0'] = process.argv.slice(2);
const { origin, pathname } = new URL(url);
const pool = new Pool(origin, { connections: Number(connections), pipelining: 1, headersTimeout: 120_000 });
const began = performance.now();
const ends = began + Number(seconds) * 1_000;
const times: number[] = [];
let failed = 0;

async function ask(): Promise<void> {
  const asked = performance.now();
  const { statusCode, body } = await pool.request({ path: pathname, method: 'GET', headers: { cookie: `theme=dark; sid=caller-${times.length % 100}`, accept: 'application/json' } });
  await body.dump();
  times.push(performance.now() - asked);
  if (statusCode >= 400) failed += 1;
}

await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    while (performance.now() < ends) {
      await ask().catch(() => (failed += 1));
      if (Number(pauseMs) > 0) await sleep(Math.random() * Number(pauseMs));
    }
  }),
);
const sorted = Float64Array.from(times).toSorted();
const percentile = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
process.stdout.write(`${JSON.stringify({ perSecond: (times.length / (performance.now() - began)) * 1_000, failed, p50: percentile(0.5), p99: percentile(0.99), times: Array.from(sorted, (ms) => [Math.ceil(ms * 100) / 100, 1]) })}\n`);
await pool.destroy();
