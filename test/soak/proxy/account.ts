import type { ProxyReport } from '../../../domain/proxy-report.ts';
import { slopePerHour } from '../slope.ts';
import type { Tally } from './load.ts';

/** `SOAK=short` goes through all that happens once, `SOAK_MINUTES=60` through it for an hour; ten minutes is the default. */
export const MINUTES = process.env['SOAK'] === 'short' ? 0.5 : Number(process.env['SOAK_MINUTES'] ?? 10);
/** Half a minute says little about an hour: in the short form only a plain leak is found. Sessions and callers that are remembered for a while have bounds of their own. */
export const HELD_BOUND_MIB_PER_HOUR = MINUTES < 5 ? 3_000 : 60;
/** As the operating system counts, garbage included. */
export const RESIDENT_BOUND_MIB = 400;
/** While buffers, caches and the code that is compiled grow to their size. */
const WARM_UP = 0.3;

/** Memory at one time. */
export interface Sample {
  readonly seconds: number;
  readonly mib: number;
}

export function settled(samples: readonly Sample[]): readonly Sample[] {
  return samples.slice(Math.floor(samples.length * WARM_UP));
}

/** What a soak came to, beside its answers. */
export interface Account {
  readonly seconds: number;
  readonly resident: readonly Sample[];
  /** After collections. */
  readonly held: readonly Sample[];
  readonly before: number;
  readonly after: number;
  readonly groups: ProxyReport['groups'];
}

export function inWords({ right, failures }: Tally, { seconds, resident, held, before, after, groups }: Account): string {
  const total = Object.values(right).reduce((sum, count) => sum + count, 0);
  const byGroup = Object.entries(groups).map(([name, { fallbacks, comparisons, candidate }]) => `${name}: candidate answered ${candidate.requests}, fallbacks ${fallbacks}, compared ${comparisons.compared}, dropped ${JSON.stringify(comparisons.dropped)}`);
  return [
    `${seconds.toFixed(0)} s: ${total} right or left on purpose, ${failures.length} lost or wrong`,
    `held: slope ${slopePerHour(settled(held)).toFixed(1)} MiB/h (bound ${HELD_BOUND_MIB_PER_HOUR}), MiB over time ${held.map(({ mib }) => mib.toFixed(1)).join(' ')}`,
    `resident: slope ${slopePerHour(settled(resident)).toFixed(1)} MiB/h, at most ${Math.max(...resident.map(({ mib }) => mib)).toFixed(0)} MiB (bound ${RESIDENT_BOUND_MIB}); descriptors at rest: ${before} before, ${after} after`,
    ...Object.entries(right).map(([kind, count]) => `${kind}: ${count}`),
    ...byGroup,
  ].join('\n');
}
