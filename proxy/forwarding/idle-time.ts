import { headerOf, type UpstreamAnswer } from './upstream-answer.ts';

/** Milliseconds that a connection may wait for its next request: well below any upstream's own keep-alive. Timers may come late, so that a clock is asked too before one is used. */
export const MOST_IDLE_MS = 4_000;

const HANG_UP_EARLIER_MS = 1_000;

/** The same after this answer. An upstream that says how long it keeps a connection is left a second before: of two sides that may hang up, this one does. Zero or less: not at all. */
export function idleMsAfter(answer: Pick<UpstreamAnswer, 'rawHeaders'>, most = MOST_IDLE_MS): number {
  const seconds = /^timeout=(\d+)/.exec(headerOf(answer, 'keep-alive') ?? '')?.[1];
  return seconds === undefined ? most : Math.min(most, Number(seconds) * 1_000 - HANG_UP_EARLIER_MS);
}
