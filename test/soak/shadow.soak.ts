import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Agent, request } from 'undici';
import { download } from '../../bench/figures/proxy/bulk.ts';
import { startBanyan, startFlagServer, type Banyan } from '../../bench/figures/proxy/banyan.ts';
import { startChild } from '../../bench/processes/child.ts';
import { digestOfPieces } from '../../bench/processes/pieces.ts';
import { peakResidentMiB, residentMiB } from '../../bench/processes/resident-memory.ts';
import { until } from '../support/until.ts';
import { MANNERS, type Manner } from './shadow/manners.ts';

const SECONDS = process.env['SOAK'] === 'short' ? 20 : Number(process.env['SOAK_MINUTES'] ?? 5) * 60;
const [GIB, ANSWER_BYTES, CALLERS] = [2 ** 30, 20_000, 16];
/** What the proxy may hold of answers, and a hundred beside it. */
const BOUND_MIB = 64 + 100;

let candidate: string;
let proxies: { readonly shadowed: Banyan; readonly plain: Banyan };
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'shadow-soak-'));
  ends.push(() => rm(directory, { recursive: true, force: true }));
  const flags = await startFlagServer(directory);
  const legacy = await startChild(['bench/processes/bulk-target.ts']);
  const faulty = await startChild(['test/soak/shadow/bad-candidate.ts']);
  candidate = `http://127.0.0.1:${faulty.firstLine}`;
  ends.push(() => flags.stop(), () => legacy.stop(), () => faulty.stop());
  const start = async (shadowPercent: number): Promise<Banyan> => {
    const options = { directory, flags, legacy: `http://127.0.0.1:${legacy.firstLine}`, candidate, shadowPercent, shadowTimeoutMs: 1_000, main: 'proxy/main.ts' };
    const banyan = await startBanyan(options);
    ends.push(() => banyan.stop());
    return banyan;
  };
  proxies = { shadowed: await start(100), plain: await start(0) };
}, 120_000);

afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

test(`for ${SECONDS} seconds a candidate that hangs, resets, trickles, floods and bombs is not noticed by one caller, and every copy is accounted for`, async () => {
  const { shadowed, plain } = proxies;
  const [withShadow, without] = [await callFor(2, shadowed), await callFor(2, plain)];
  const settled = residentMiB(shadowed.pid);
  const ending = performance.now() + SECONDS * 1_000;
  const large = async (proxy: Banyan): Promise<number> => {
    let count = 0;
    do await download(`${proxy.url}/api/bytes/${GIB}`, { slow: count++ % 2 === 1 });
    while (performance.now() < ending);
    return count;
  };
  const downloads = Promise.all([large(shadowed), large(plain)]);
  const laps = [withShadow, without];
  // In turns, so that whatever else the machine does meets both.
  while (performance.now() < ending) laps.push(await callFor(2, shadowed), await callFor(2, plain));
  const times = (turn: number): readonly number[] => laps.flatMap((lap, i) => (i % 2 === turn ? lap : [])).toSorted((a, b) => a - b);
  const [gigabytes] = await downloads;
  const wanted = times(0).length + gigabytes;
  const seen = (await (await fetch(`${candidate}/seen`)).json()) as Record<Manner, number>;
  const { compared, dropped, failed } = await until(async () => {
    const { comparisons } = await shadowed.report();
    return comparisons.compared + sum(comparisons.dropped) === wanted ? comparisons : undefined;
  }, 30_000);
  const above = peakResidentMiB(shadowed.pid) - settled;
  const p99 = (turn: number): string => `p50 ${at(times(turn), 0.5)} ms, p99 ${at(times(turn), 0.99)} ms`;
  console.log(
    [
      `${wanted} requests, ${gigabytes} of them of 1 GiB: ${compared} compared (${failed} failed), dropped ${JSON.stringify(dropped)}`,
      `the candidate answered ${JSON.stringify(seen)}`,
      `callers: ${p99(0)} shadowed, ${p99(1)} not; resident at its peak ${above.toFixed(0)} MiB above ${settled.toFixed(0)} (bound ${BOUND_MIB})`,
    ].join('\n'),
  );
  expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([]);
  expect(compared).toBeGreaterThan(0);
  // Too large, or not wanted while the breaker rests.
  expect(dropped['too-large'] + dropped['breaker-open']).toBeGreaterThanOrEqual(gigabytes);
  expect(above).toBeLessThanOrEqual(BOUND_MIB);
}, (SECONDS + 120) * 1_000);

/** Of all callers, so that on a slow machine too every manner has its turn. */
let asked = 0;

/** Callers ask for so many seconds, each when it has been answered. Milliseconds of each answer; throws where one is not right to the byte. */
async function callFor(seconds: number, proxy: Banyan): Promise<number[]> {
  const agent = new Agent({ connections: CALLERS });
  const ends = performance.now() + seconds * 1_000;
  const times: number[] = [];
  const caller = async (): Promise<void> => {
    while (performance.now() < ends) {
      const began = performance.now();
      const turn = asked++;
      // Three of four copies are answered well, so that the breaker lets the others through again and again.
      const manner = turn % 4 === 0 ? MANNERS[(turn / 4) % MANNERS.length] : 'well';
      const { statusCode, body } = await request(`${proxy.url}/api/bytes/${ANSWER_BYTES}?do=${manner}`, { dispatcher: agent });
      const digest = createHash('sha256').update(Buffer.from(await body.arrayBuffer())).digest('hex');
      times.push(performance.now() - began);
      if (`${statusCode} ${digest}` !== `200 ${digestOfPieces(ANSWER_BYTES)}`) throw new Error(`a caller got ${statusCode} and another body`);
      await sleep(10);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  await agent.destroy();
  return times;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function at(sorted: readonly number[], share: number): string {
  return (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1);
}
