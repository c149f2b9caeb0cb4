/** How fast requests are made again: so many a second, or so many times as fast as they were made. */
export type Speed = { readonly perSecond: number } | { readonly times: number };

/** Waits until the next request is due. `at` is when it was made first, epoch milliseconds. */
export type Pace = (at: number) => Promise<void>;

export function createPace(speed: Speed, { elapsed, sleep }: { readonly elapsed: () => number; readonly sleep: (ms: number) => Promise<void> }): Pace {
  let next = elapsed();
  let first: { readonly at: number; readonly elapsed: number } | undefined;
  return async (at) => {
    first ??= { at, elapsed: elapsed() };
    // Files of several load balancer nodes are not in order: what comes too late is due at once.
    const due = 'perSecond' in speed ? next : first.elapsed + (at - first.at) / speed.times;
    if ('perSecond' in speed) next = Math.max(next, elapsed()) + 1_000 / speed.perSecond;
    const wait = due - elapsed();
    if (wait > 0) await sleep(wait);
  };
}
