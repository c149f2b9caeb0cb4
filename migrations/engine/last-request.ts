import { messageOf } from '../../domain/errors.ts';
import { formatDuration } from '../../domain/duration.ts';
import { bareMark } from '../../domain/mark.ts';
import type { Migration } from '../../domain/migration.ts';
import type { Engine } from './engine.ts';

/** When the candidate was last seen with a request after the roll-back began, on one of the two ways to it. Milliseconds since the beginning. */
export type LastSeen = { readonly kind: 'none' } | { readonly kind: 'seen'; readonly ms: number } | { readonly kind: 'unknown'; readonly because: string };

/** How long after the group was back callers are watched for late requests. */
const WATCH_MS = 2_000;
const LOOK_MS = 500;
/** How much longer a proxy that is just coming up, or going, is waited for. */
const SILENCE_MS = 5_000;
/** The load balancer's metrics are waited for where they come within seconds; AWS publishes each minute, and minutes later. */
const LONGEST_PERIOD_MS = 5_000;
const MOST_LOOKS = 10;

/**
 * Of the proxies: each tells when it last had an answer of the candidate for a caller. They are looked at from the levers on until `back` and a while longer, for one that is
 * replaced meanwhile takes its counters with it. One that does not answer in the end, or that went before it could tell of the time after the levers, makes it unknown.
 */
export async function lastThroughProxies({ ports: { stats, clock } }: Engine, { group }: Migration, began: number, back: Promise<unknown>): Promise<LastSeen> {
  const levers = clock.now();
  const readAt = new Map<string, number>();
  let end = Infinity;
  let last = 0;
  const over = (): void => void (end = clock.now() + WATCH_MS);
  void back.then(over, over);
  for (;;) {
    const asked = clock.now();
    try {
      const { proxies } = await stats.mark(group.name);
      last = Math.max(last, ...Object.values(proxies).map(({ lastCandidateAt }) => lastCandidateAt ?? 0));
      for (const proxy of Object.keys(proxies)) readAt.set(proxy, asked);
      if (asked >= end) break;
    } catch (error) {
      if (asked >= end + SILENCE_MS) return { kind: 'unknown', because: messageOf(error) };
    }
    await clock.sleep(LOOK_MS);
  }
  const early = [...readAt].filter(([, at]) => at < levers + WATCH_MS).map(([proxy]) => proxy);
  if (early.length > 0) return { kind: 'unknown', because: `${early.join(', ')} ended before it could be asked again` };
  return last > began ? { kind: 'seen', ms: last - began } : { kind: 'none' };
}

/**
 * Of the load balancer, by the metrics of the candidate's target group: what was sent there straight, sticky callers' requests among it.
 * `ms` is as exact as their period: no request came later. A period with requests in it is looked at again and again, until one has none.
 */
export async function lastDirect({ ports: { stats, clock } }: Engine, { group }: Migration, began: number, periodMs: number): Promise<LastSeen> {
  if (periodMs > LONGEST_PERIOD_MS) return { kind: 'unknown', because: `the load balancer's metrics come every ${formatDuration(periodMs)}, and minutes late: look at RequestCount of the target group in CloudWatch then` };
  try {
    for (let look = 0, since = clock.now(); look < MOST_LOOKS; look++) {
      const quietFrom = Math.ceil(since / periodMs) * periodMs;
      // A whole period, and as much again for its metrics to appear.
      await clock.sleep(quietFrom + 2 * periodMs - clock.now());
      since = clock.now();
      const { direct } = await stats.since(group.name, bareMark(quietFrom));
      if (direct.requests === 0) return { kind: 'seen', ms: quietFrom - began };
    }
    return { kind: 'unknown', because: 'the load balancer goes on sending requests to the candidate' };
  } catch (error) {
    return { kind: 'unknown', because: messageOf(error) };
  }
}

/** `after 290 ms at the latest` */
export function describeLastSeen(seen: LastSeen): string {
  if (seen.kind === 'none') return 'none since';
  return seen.kind === 'seen' ? `after ${formatDuration(seen.ms)} at the latest` : `not known (${seen.because})`;
}
