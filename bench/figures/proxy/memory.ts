import { figure, reading, type Figure } from '../../figure.ts';
import { startChild } from '../../processes/child.ts';
import { loadOf } from '../../processes/load.ts';
import { peakResidentMiB, residentMiB } from '../../processes/resident-memory.ts';
import { download, upload } from './bulk.ts';
import { onScene } from './scene.ts';

const BODY_BYTES = 2 ** 30;
const EACH_WAY = 3;
/** The largest that is held: so many hanging copies as there may be fill the budget. */
const ANSWER_BYTES = 2 ** 20;
/** What the proxy may hold of answers to compare. */
const BUDGET_MIB = 64;

/**
 * Memory of the built proxy at its peak while bodies of 1 GiB go through it, up and down at once, one of the callers slow to read, and while as many copies as there may be hang at a candidate with an answer of 1 MiB held
 * for each of them. What came through is compared by its hash.
 */
export function memoryFigures(): Promise<Figure[]> {
  return onScene(async ({ add, banyan, candidate }) => {
    const bulk = await add(startChild(['bench/processes/bulk-target.ts']));
    const legacy = `http://127.0.0.1:${bulk.firstLine}`;
    const proxy = await banyan({ legacy, candidate: await candidate('hung'), shadowPercent: 100, shadowTimeoutMs: 600_000 });
    await loadOf(`${proxy.url}/small`, { seconds: 2, connections: 32 });
    const before = residentMiB(proxy.pid);
    while ((await proxy.report()).comparisons.dropped.busy === 0) await loadOf(`${proxy.url}/api/bytes/${ANSWER_BYTES}`, { seconds: 1, connections: 16 });
    const began = performance.now();
    await Promise.all([
      loadOf(`${proxy.url}/small`, { seconds: 5, connections: 8, pauseMs: 20 }),
      ...Array.from({ length: EACH_WAY }, (_, i) => download(`${proxy.url}/bytes/${BODY_BYTES}`, { slow: i === 0 })),
      ...Array.from({ length: EACH_WAY }, () => upload(`${proxy.url}/digest`, BODY_BYTES)),
    ]);
    const seconds = (performance.now() - began) / 1_000;
    const { comparisons } = await proxy.report();
    const peak = peakResidentMiB(proxy.pid);
    const words = `${EACH_WAY} × 1 GiB down and ${EACH_WAY} up, candidate hung (${comparisons.dropped.busy} copies dropped: busy, ${comparisons.dropped.memory} memory)`;
    return [
      reading(`proxy, ${words}: throughput`, (2 * EACH_WAY * BODY_BYTES) / 2 ** 20 / seconds, 'MiB/s'),
      reading('proxy: resident after two seconds of small requests', before, 'MiB'),
      figure(`proxy, ${words}: resident at its peak, above that`, peak - before, 'MiB', '≤', BUDGET_MIB + 100),
      reading('proxy: resident at that peak', peak, 'MiB'),
    ];
  });
}
