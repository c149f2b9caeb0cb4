import type { Target } from './target.ts';

/** A target that has just come ready gets little at first: its share of a full one's requests grows in proportion to the time since, to 1 at the end of the slow start. */
export function shareOf({ slowSince }: Target, durationMs: number, now: number): number {
  if (slowSince === undefined || durationMs <= 0) return 1;
  return Math.min(Math.max((now - slowSince) / durationMs, MIN_SHARE), 1);
}

/** Even the newest gets something, or least would be known about it. */
const MIN_SHARE = 0.01;

/** Whether a target that has just become healthy starts slowly: only beside another that is healthy and has ended its own slow start. */
export function startsSlowly(target: Target, all: Iterable<Target>, durationMs: number, now: number): boolean {
  if (durationMs <= 0) return false;
  for (const other of all) if (other !== target && other.health.state === 'healthy' && shareOf(other, durationMs, now) === 1) return true;
  return false;
}
