import type { UpstreamAnswer } from './upstream-answer.ts';

/** Control characters, in a reason phrase, end a line for somebody. */
const UNWRITABLE = /[^\t\x20-\x7e\x80-\xff]/;

/**
 * Whether an answer can be passed on and mean the same to everybody. Parsers refuse most that does not; they let through a final answer
 * of an interim status, codings of the transfer that are not taken off, and reasons that cannot be written.
 */
export function isSound({ status, reason, rawHeaders }: Pick<UpstreamAnswer, 'status' | 'reason' | 'rawHeaders'>): boolean {
  if (status < 200 || status > 999 || UNWRITABLE.test(reason)) return false;
  let codings = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.length !== 17 || rawHeaders[i]!.toLowerCase() !== 'transfer-encoding') continue;
    codings += 1;
    if (codings > 1 || rawHeaders[i + 1]!.toLowerCase() !== 'chunked') return false;
  }
  return true;
}
