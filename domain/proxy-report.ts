import type { GroupCounters } from './counters.ts';
import type { DifferenceGroup } from './difference.ts';

/** What a proxy tells about itself on its operators' port, at `/report`. */
export interface ProxyReport {
  /** Random name of this process: counters of one name only ever grow. */
  readonly proxy: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly flags: 'unknown' | 'stale' | 'fresh';
  readonly groups: Readonly<Record<string, GroupReport>>;
}

export interface GroupReport extends GroupCounters {
  readonly differences: readonly DifferenceGroup[];
}
