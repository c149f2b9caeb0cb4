import type { Group } from '../group.ts';
import { emfLine } from './emf-line.ts';
import type { Log } from './log.ts';

export interface EmfConfig {
  /** CloudWatch namespace of the metrics. */
  readonly namespace: string;
  /** Milliseconds between two lines of one group. */
  readonly periodMs: number;
}

export interface EmfOptions extends EmfConfig {
  readonly groups: readonly Pick<Group, 'name' | 'tally'>[];
  readonly log: Pick<Log, 'line'>;
  readonly now: () => number;
}

/** Writes a line for each group and period. Stopping writes those of the period that has begun. */
export function startEmf({ groups, log, now, namespace, periodMs }: EmfOptions): { stop(): void } {
  const counted = groups.map(({ name, tally }) => ({ name, tally, before: tally.counters() }));
  const timer = setInterval(writeLines, periodMs);
  timer.unref();

  function writeLines(): void {
    for (const each of counted) {
      const after = each.tally.counters();
      log.line('always', emfLine({ namespace, group: each.name, at: now(), before: each.before, after }));
      each.before = after;
    }
  }

  return {
    stop() {
      clearInterval(timer);
      writeLines();
    },
  };
}
