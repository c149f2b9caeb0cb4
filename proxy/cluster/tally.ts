import type { ProxyReport } from '../../domain/proxy-report.ts';
import { mergeMetrics, withoutGauges } from './merge-metrics.ts';
import { mergeReports } from './merge-reports.ts';

/** What one process has counted, when it was last asked. */
export interface Snapshot {
  readonly report: ProxyReport;
  readonly metrics: string;
}

/**
 * What all processes have counted together, under one name. It only ever grows: what a process that is gone had counted when it was
 * last asked stays in the sum.
 */
export interface Tally {
  saw(worker: number, snapshot: Snapshot): void;
  /** The worker is gone, and the last that was seen of it is all there will be. */
  retire(worker: number): void;
  report(): ProxyReport;
  metrics(): string;
}

export function createTally(own: Pick<ProxyReport, 'proxy' | 'startedAt'>): Tally {
  const working = new Map<number, Snapshot>();
  let retired: Snapshot | null = null;
  // The proxy began to count when its first process did, whichever are left of them.
  const started = `# HELP banyan_started_seconds When this proxy began to count, Unix time.\n# TYPE banyan_started_seconds gauge\nbanyan_started_seconds ${own.startedAt / 1_000}\n`;
  const all = () => [...(retired ? [retired] : []), ...working.values()];

  return {
    saw: (worker, snapshot) => void working.set(worker, snapshot),
    retire(worker) {
      const last = working.get(worker);
      if (!last) return;
      working.delete(worker);
      // What it knew of the flags went with it.
      const parts = retired ? [retired, last] : [last];
      retired = {
        report: { ...mergeReports(parts.map(({ report }) => report), own), flags: 'fresh' },
        metrics: withoutGauges(mergeMetrics(parts.map(({ metrics }) => metrics))),
      };
    },
    report: () => ({ ...mergeReports(all().map(({ report }) => report), own), ...(working.size === 0 && { flags: 'unknown' }) }),
    metrics: () => mergeMetrics([started, ...all().map(({ metrics }) => metrics)]),
  };
}
