import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { MetricSink } from '../cloudwatch/metric-sink.ts';
import type { Task } from './task.ts';

const PERIOD_MS = 5_000;
/** Ticks of the kernel's clock a second, the same on every Linux in use. */
const TICKS_PER_SECOND = 100;

export interface CpuMetricsOptions {
  readonly tasks: () => Iterable<Task>;
  readonly metrics: MetricSink;
  readonly now: () => number;
  readonly periodMs?: number;
}

/** Publishes AWS/ECS CPUUtilization of each running task of a service, in percent of the CPU units it is given. Needs /proc: elsewhere it publishes nothing. */
export function startCpuMetrics({ tasks, metrics, now, periodMs = PERIOD_MS }: CpuMetricsOptions): { close(): void } {
  if (!existsSync('/proc/self/stat')) return { close: () => undefined };
  let before: ReadonlyMap<string, Reading> = new Map();
  const timer = setInterval(() => void measure(), periodMs).unref();
  const measure = async () => {
    const readings = new Map<string, Reading>();
    for (const task of tasks()) {
      const reading = { seconds: await cpuSeconds(task), at: now() };
      readings.set(task.id, reading);
      const earlier = before.get(task.id);
      if (earlier !== undefined) publish(task, earlier, reading, metrics);
    }
    before = readings;
  };
  return { close: () => clearInterval(timer) };
}

interface Reading {
  readonly seconds: number;
  readonly at: number;
}

function publish({ request: { cluster, owner, revision } }: Task, earlier: Reading, later: Reading, metrics: MetricSink): void {
  const given = (Number(revision.taskDefinition.registration.cpu) / 1024) * ((later.at - earlier.at) / 1_000);
  if (owner === undefined || !(given > 0)) return;
  metrics.put('AWS/ECS', 'CPUUtilization', { ClusterName: cluster.name, ServiceName: owner.service.name }, (Math.max(0, later.seconds - earlier.seconds) / given) * 100);
}

async function cpuSeconds({ containers }: Task): Promise<number> {
  const ticks = await Promise.all(containers.map(({ pid }) => readFile(`/proc/${pid}/stat`, 'utf8').then(cpuTicks, () => 0)));
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND;
}

/** User and system time: fields 14 and 15, counted after the program's name, which may hold blanks. */
function cpuTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
