import * as fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { NO_RULES, type ComparisonRules } from '../../shadow/comparison.ts';
import { isEqualAtAGlance } from '../../shadow/equal-at-a-glance.ts';
import { answer, compare } from './answers.ts';

const isEqual = (legacy: Parameters<typeof isEqualAtAGlance>[0], candidate: Parameters<typeof isEqualAtAGlance>[1], rules: Partial<ComparisonRules> = {}) => isEqualAtAGlance(legacy, candidate, { ...NO_RULES, ...rules });

describe('equal at a glance', () => {
  test.each([
    ['what says nothing of the answer', answer('a', ['Date: x', 'Server: nginx', 'X: 1']), answer('a', ['X: 1', 'Date: y', 'X-Request-Id: 7'])],
    ['names in another case', answer('a', ['X: 1']), answer('a', ['x: 1'])],
    ['without a body', answer('', [], { status: 204 }), answer('', [], { status: 204 })],
  ])('%s', (_, legacy, candidate) => {
    expect(isEqual(legacy, candidate)).toBe(true);
  });

  test.each([
    ['the status', answer('a'), answer('a', [], { status: 201 })],
    ['a byte', answer('a'), answer('b')],
    ['a header', answer('a', ['X: 1']), answer('a', ['X: 2'])],
    ['a header that one has not', answer('a'), answer('a', ['X: 1'])],
    ['one of several headers', answer('a', ['X: 1', 'X: 2']), answer('a', ['X: 1', 'X: 3'])],
    ['the encoding of the same bytes', answer('a', ['Content-Encoding: gzip']), answer('a')],
    ['where it was cut', answer('a', [], { bodyTruncated: true }), answer('a')],
    ['perhaps a lifetime', answer('a', ['Set-Cookie: a=1']), answer('a', ['Set-Cookie: a=1'])],
    ['that there is none', answer('a'), { failed: 'reset' } as const],
  ])('not where the answers differ in %s', (_, legacy, candidate) => {
    expect(isEqual(legacy, candidate)).toBe(false);
  });

  test('a header under a mask is compared, whatever it is', () => {
    expect(isEqual(answer('a', ['Date: x']), answer('a', ['Date: y']), { masks: { 'header.date': 'timestamp' } })).toBe(false);
  });
});

test('what is equal at a glance is equal', () => {
  const line = fc.constantFrom('X: 1', 'X: 2', 'x: 1', 'Date: Sun, 01 Mar 2026 12:00:00 GMT', 'Date: Sun, 01 Mar 2026 13:00:00 GMT', 'Content-Type: application/json', 'Content-Encoding: gzip', 'Connection: X', 'Location: /a?b=1', 'Set-Cookie: a=1; Expires=Sun, 01 Mar 2026 12:00:00 GMT');
  const response = fc.record({ body: fc.constantFrom('{"id":1}', '{"id":2}', ''), headers: fc.array(line, { maxLength: 4 }), status: fc.constantFrom(200, 304, 500), bodyTruncated: fc.boolean() });
  const rules = fc.record({ masks: fc.constantFrom({}, { '$.id': 'id' as const }, { 'header.date': 'timestamp' as const }, { 'header.x': 'counter' as const }), unordered: fc.constantFrom([], ['header.location']) });
  let glances = 0;
  const property = fc.property(response, response, fc.boolean(), rules, (one, other, isSame, rule) => {
    const second = isSame ? { ...one, headers: one.headers.toReversed() } : other;
    const [legacy, candidate] = [one, second].map(({ body, headers, status, bodyTruncated }) => answer(body, headers, { status, bodyTruncated }));
    if (!isEqual(legacy!, candidate!, rule)) return;
    glances += 1;
    expect(compare(legacy!, candidate, rule)).toMatchObject({ equal: true });
  });
  fc.assert(property, { numRuns: 500 });
  expect(glances).toBeGreaterThan(50);
});
