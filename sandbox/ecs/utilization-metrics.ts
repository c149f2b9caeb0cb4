import type { MetricSink } from '../cloudwatch/metric-sink.ts';
import type { Usage } from './runtime/runtime.ts';
import type { Task } from './state.ts';

const PERIOD_MS = 5_000;

export interface UtilizationOptions {
  /** Those that run. */
  readonly tasks: () => Iterable<Task>;
  readonly metrics: MetricSink;
  readonly now: () => number;
  readonly periodMs?: number;
}

/** Publishes AWS/ECS `CPUUtilization` and `MemoryUtilization` of each task of a service, in percent of what its definition reserves. A machine that cannot tell publishes nothing. */
export function startUtilizationMetrics({ tasks, metrics, now, periodMs = PERIOD_MS }: UtilizationOptions): { close(): void } {
  let before: ReadonlyMap<string, Reading> = new Map();
  const measure = async () => {
    const readings = await Promise.all([...tasks()].map(async (task) => ({ task, at: now(), used: await usageOf(task) })));
    for (const { task, ...reading } of readings) publish(task, before.get(task.id), reading, metrics);
    before = new Map(readings.map(({ task, ...reading }) => [task.id, reading]));
  };
  const timer = setInterval(() => void measure(), periodMs).unref();
  return { close: () => clearInterval(timer) };
}

interface Reading {
  readonly used: Usage | undefined;
  /** Epoch ms. */
  readonly at: number;
}

function publish({ request: { cluster, owner, revision } }: Task, earlier: Reading | undefined, { used, at }: Reading, metrics: MetricSink): void {
  if (owner === undefined || used === undefined) return;
  const { cpu, memory } = revision.taskDefinition.registration;
  const put = (metric: string, part: number, whole: number) => {
    if (whole > 0) metrics.put('AWS/ECS', metric, { ClusterName: cluster.name, ServiceName: owner.service.name }, (Math.max(0, part) / whole) * 100);
  };
  put('MemoryUtilization', used.memoryBytes, Number(memory) * 2 ** 20);
  if (earlier?.used !== undefined) put('CPUUtilization', used.cpuSeconds - earlier.used.cpuSeconds, (Number(cpu) / 1024) * ((at - earlier.at) / 1_000));
}

/** Of all its containers; undefined where none can tell. */
async function usageOf({ containers }: Task): Promise<Usage | undefined> {
  const usages = (await Promise.all(containers.map((container) => container.usage()))).filter((usage) => usage !== undefined);
  if (usages.length === 0) return undefined;
  return { cpuSeconds: usages.reduce((sum, each) => sum + each.cpuSeconds, 0), memoryBytes: usages.reduce((sum, each) => sum + each.memoryBytes, 0) };
}
