import type { CallerRequest } from '../../listening/caller-request.ts';

/** What such a request is answered depends on what the caller has, or on what others did meanwhile. */
const CONDITIONAL = new Set(['if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since', 'if-range']);

/** Whether a request may be sent to legacy a second time, and its answer says something: it changes nothing, is not conditional, and legacy was well when it was first asked. */
export function isRepeatable({ method, hasBody, headers }: CallerRequest, legacyStatus: number): boolean {
  const isSafe = (method === 'GET' || method === 'HEAD') && !hasBody;
  const isWell = legacyStatus < 500 && legacyStatus !== 429;
  return isSafe && isWell && !headers.some((name, i) => i % 2 === 0 && CONDITIONAL.has(name.toLowerCase()));
}
