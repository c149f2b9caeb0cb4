import { parseCookie } from 'cookie';
import type { IncomingHttpHeaders } from 'node:http';
import { readPass, type PassProblem, type Wishes } from './tester-pass.ts';

/** Where a tester's pass stands. */
export const PASS_HEADER = 'x-banyan-override';
export const PASS_COOKIE = 'banyan-override';
/** Asks, beside a pass, for the decision in the answer's header. */
export const DEBUG_HEADER = 'x-banyan-debug';

/** Looks for testers among callers. */
export interface Passes {
  /** What the request's pass asks for; `null`: it has none that is good. */
  of(headers: IncomingHttpHeaders): Wishes | null;
  /** Passes that counted for nothing. */
  readonly refused: Readonly<Record<PassProblem, number>>;
}

/** Without a secret there are no testers. */
export function createPasses({ secret, now }: { secret: string | null; now: () => number }): Passes {
  const refused = { forged: 0, expired: 0 };
  return {
    refused,
    of(headers) {
      const pass = secret === null ? undefined : passIn(headers);
      if (secret === null || pass === undefined) return null;
      const wishes = readPass(secret, pass, now());
      if (typeof wishes !== 'string') return wishes;
      refused[wishes] += 1;
      return null;
    },
  };
}

function passIn(headers: IncomingHttpHeaders): string | undefined {
  return headers[PASS_HEADER]?.toString() ?? (headers.cookie?.includes(PASS_COOKIE) ? parseCookie(headers.cookie)[PASS_COOKIE] : undefined);
}
