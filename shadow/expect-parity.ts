import { randomBytes } from 'node:crypto';
import { compareExchange } from './compare.ts';
import { NO_RULES, type Comparison, type ComparisonRules } from './comparison.ts';
import { parityReport } from './parity-report.ts';
import { createParitySender, type ParityApp, type ParityRequest } from './parity-sender.ts';
import { createRedactor } from './redact.ts';

/**
 * Sends every request to both apps and throws if their answers differ; the message lists how. For tests: values are shown, but for those that
 * look like a secret. A request may be as short as `'GET /api/products'`. Needs supertest.
 */
export async function expectParity(
  legacy: ParityApp,
  candidate: ParityApp,
  requests: readonly (string | ParityRequest)[],
  rules: Partial<ComparisonRules> = {},
): Promise<void> {
  const send = await createParitySender();
  const redactor = createRedactor({ runKey: randomBytes(32), showTexts: true });
  const compared = { ...NO_RULES, ...rules };
  const differing: Comparison[] = [];
  for (const each of requests) {
    const request = typeof each === 'string' ? parseRequest(each) : each;
    // One after the other: the two may share a store. The moment is told by the answers' own Date.
    const answers = { legacy: await send(legacy, request), candidate: await send(candidate, request) };
    const comparison = compareExchange({ method: request.method, target: request.target, at: 0, ...answers }, compared, redactor);
    if (!comparison.equal) differing.push(comparison);
  }
  if (differing.length > 0) throw new Error(reportOf(differing, requests.length));
}

function parseRequest(text: string): ParityRequest {
  const [, method = 'GET', target = text] = /^([A-Z]+) (.*)$/.exec(text) ?? [];
  return { method, target };
}

function reportOf(differing: readonly Comparison[], all: number): string {
  return [`${differing.length} of ${all} answers differ`, ...differing.map(parityReport)].join('\n\n');
}
