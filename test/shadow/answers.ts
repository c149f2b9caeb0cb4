import { compareExchange } from '../../shadow/compare.ts';
import { NO_RULES, type Comparison, type ComparisonRules } from '../../shadow/comparison.ts';
import type { CapturedResponse, Exchange, FailedShadow } from '../../shadow/exchange.ts';
import { createRedactor } from '../../shadow/redact.ts';

export const redactor = createRedactor({ runKey: new Uint8Array(32).fill(7) });

export const AT = Date.parse('2026-03-01T12:00:00Z');

/** An answer of status 200. Headers as lines, `Vary: Accept`. */
export function answer(body: string | Uint8Array = '', headers: readonly string[] = [], rest: Partial<CapturedResponse> = {}): CapturedResponse {
  const rawHeaders = headers.flatMap((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  return { status: 200, rawHeaders, body: typeof body === 'string' ? Buffer.from(body) : body, bodyTruncated: false, ms: 1, ...rest };
}

/** A JSON answer whose body is this text, or is made from this value. */
export function json(body: unknown, headers: readonly string[] = []): CapturedResponse {
  return answer(typeof body === 'string' ? body : JSON.stringify(body), ['Content-Type: application/json', ...headers]);
}

export function exchange(legacy: CapturedResponse, candidate: CapturedResponse | FailedShadow, rest: Partial<Exchange> = {}): Exchange {
  return { method: 'GET', target: '/api/products/17', at: AT, legacy, candidate, ...rest };
}

export function compare(legacy: CapturedResponse, candidate: CapturedResponse | FailedShadow, rules: Partial<ComparisonRules> = {}, rest: Partial<Exchange> = {}): Comparison {
  return compareExchange(exchange(legacy, candidate, rest), { ...NO_RULES, ...rules }, redactor);
}

/** What differs, one line each: `value $.price`. */
export function differing({ differences }: Comparison): string[] {
  return differences.map(({ path, kind }) => `${kind} ${path}`);
}
