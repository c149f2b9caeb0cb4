import type { Config } from '../../domain/config.ts';
import type { Instruments } from '../../migrations/engine/timed-roll-back.ts';

/** How late, by the configuration, it is told what was served. */
export function instrumentsOf({ metricPeriodSeconds, stats }: Config): Instruments {
  return { metricPeriodMs: 1_000 * metricPeriodSeconds, scraped: stats.from !== 'proxies' };
}
