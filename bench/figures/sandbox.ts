import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SANDBOX_FLAGS } from '../../demo/sandbox-process.ts';
import { figure, median, type Figure } from '../figure.ts';
import { startChild, type Child } from '../processes/child.ts';
import { loadOf } from '../processes/load.ts';
import { openBalancer, type SandboxHello } from '../processes/open-balancer.ts';
import { residentMiB } from '../processes/resident-memory.ts';

const STARTS = 5;
const LOADS = 3;
const LOAD_SECONDS = 5;
const CONNECTIONS = 32;

/**
 * The sandbox as a process: from its start to its ready line, its memory before any task (built: what strips the types takes some 25 MiB for itself), and what its load balancer carries while load, target and
 * sandbox share the machine. Needs `npm run build`.
 */
export async function sandboxFigures(): Promise<Figure[]> {
  const logs = await mkdtemp(join(tmpdir(), 'banyan-bench-'));
  try {
    return [...(await startFigures('from its sources', 'sandbox/main.ts', logs)).slice(0, 1), ...(await startFigures('built', 'dist/sandbox/main.js', logs)), ...(await throughputFigures(logs))];
  } finally {
    await rm(logs, { recursive: true });
  }
}

/** Time to ready, and memory. */
async function startFigures(how: string, main: string, logs: string): Promise<Figure[]> {
  const [ready, resident]: [number[], number[]] = [[], []];
  for (let start = 0; start < STARTS; start += 1) {
    const sandbox = await startSandbox(main, logs);
    ready.push(sandbox.readyMs);
    await sleep(1_000);
    resident.push(residentMiB(sandbox.process.pid ?? 0));
    await sandbox.stop();
  }
  return [
    figure(`sandbox ${how}: start to ready, median of ${STARTS}, worst ${Math.round(Math.max(...ready))}`, median(ready), 'ms', '≤', 3_000),
    figure(`sandbox ${how}: resident before tasks, median of ${STARTS}, worst ${Math.round(Math.max(...resident))}`, median(resident), 'MiB', '≤', 150),
  ];
}

async function throughputFigures(logs: string): Promise<Figure[]> {
  const sandbox = await startSandbox('sandbox/main.ts', logs);
  const target = await startChild(['bench/processes/small-target.ts']);
  try {
    const url = await openBalancer(JSON.parse(sandbox.firstLine) as SandboxHello, Number(target.firstLine));
    await loadOf(url, { seconds: 2, connections: CONNECTIONS });
    const rates: number[] = [];
    for (let run = 0; run < LOADS; run += 1) {
      const { perSecond, failed } = await loadOf(url, { seconds: LOAD_SECONDS, connections: CONNECTIONS });
      if (failed > 0) throw new Error(`${failed} requests through the load balancer failed`);
      rates.push(perSecond);
    }
    return [figure(`sandbox's load balancer, ${CONNECTIONS} connections, median of ${LOADS}, worst ${Math.round(Math.min(...rates))}`, median(rates), 'requests/s', '≥', 5_000)];
  } finally {
    await target.stop();
    await sandbox.stop();
  }
}

function startSandbox(main: string, logs: string): Promise<Child> {
  return startChild([...SANDBOX_FLAGS, main, JSON.stringify({ images: {}, logDirectory: logs, timeScale: 0.02 })]);
}
