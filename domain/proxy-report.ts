import type { GroupCounters } from './counters.ts';
import type { Differences } from './difference.ts';
import type { LegacyCaller } from './legacy-callers.ts';
import type { NoiseReport } from './noise.ts';

/** What a proxy tells about itself on its operators' port, at `/report`. */
export interface ProxyReport {
  /** Random name of this process: counters of one name only ever grow. */
  readonly proxy: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly flags: 'unknown' | 'stale' | 'fresh';
  readonly groups: Readonly<Record<string, GroupReport>>;
}

export interface GroupReport extends GroupCounters, Differences {
  readonly noise: NoiseReport;
  /** Whom legacy answered last; absent from a proxy of an earlier release. */
  readonly legacyCallers?: readonly LegacyCaller[];
}
