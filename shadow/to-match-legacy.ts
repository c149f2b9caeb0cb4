import { randomBytes } from 'node:crypto';
import type { SyncExpectationResult } from 'expect';
import type { Test } from 'supertest';
import { BanyanError } from '../domain/errors.ts';
import { compareExchange } from './compare.ts';
import { NO_RULES, type ComparisonRules } from './comparison.ts';
import { parityReport } from './parity-report.ts';
import { createParitySender, sendTest, type ParityApp } from './parity-sender.ts';
import { createRedactor } from './redact.ts';

/** What `expect.extend({ toMatchLegacy })` adds to `expect`. */
export interface LegacyMatchers {
  /**
   * Sends the request, which must not have been awaited, then the same to `legacy`, and compares the answers as shadowing does.
   * @example await expect(request(candidate).get('/api/products')).toMatchLegacy(legacy, rules)
   */
  toMatchLegacy(legacy: ParityApp, rules?: Partial<ComparisonRules>): Promise<void>;
}

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends LegacyMatchers {}
}

/**
 * A matcher over supertest: the answer must be what legacy answers to the same request, method, headers and body. Values are shown in the message, but for
 * those that look like a secret.
 * @throws BanyanError USAGE where `received` is no request of supertest's that is still to be sent, or one with files
 */
export async function toMatchLegacy(received: unknown, legacy: ParityApp, rules: Partial<ComparisonRules> = {}): Promise<SyncExpectationResult> {
  if (!isTest(received)) throw new BanyanError('USAGE', 'toMatchLegacy was given no request of supertest’s', { remedy: 'Give it the request and not its answer: await expect(request(candidate).get(…)).toMatchLegacy(legacy).' });
  if ('_formData' in received && received['_formData']) throw new BanyanError('USAGE', 'toMatchLegacy cannot send attached files a second time', { remedy: 'Build the multipart body yourself and give it to send().' });
  const send = await createParitySender();
  const { answer, sent } = await sendTest(received);
  const exchange = { method: sent.method, target: sent.target, at: 0, legacy: await send(legacy, sent), candidate: answer };
  const comparison = compareExchange(exchange, { ...NO_RULES, ...rules }, createRedactor({ runKey: randomBytes(32), showTexts: true }));
  return {
    pass: comparison.equal,
    message: () => (comparison.equal ? `legacy and candidate answer the same, though they should not\n\n${comparison.request}` : `the candidate does not answer as legacy does\n\n${parityReport(comparison)}`),
  };
}

function isTest(received: unknown): received is Test {
  return typeof received === 'object' && received !== null && 'ok' in received && 'buffer' in received && typeof received.ok === 'function' && !('res' in received && received.res);
}
