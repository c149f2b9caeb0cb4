import { describe, expect, test } from '@jest/globals';
import { assert, constantFrom, property, string } from 'fast-check';
import type { Condition, Rule } from '../../../../../sandbox/elbv2/model.ts';
import { compileRules, type RequestFacts } from '../../../../../sandbox/elbv2/traffic/rules/rule-table.ts';
import { compileWildcard } from '../../../../../sandbox/elbv2/traffic/rules/wildcard.ts';

const FACTS: RequestFacts = { method: 'GET', host: 'www.Shop.example', path: '/api/Products/1', query: 'q=Tea&size=*', rawHeaders: ['X-Shop', 'Blue', 'x-shop', 'green'], sourceIp: '127.0.0.1' };

function rule(priority: number | 'default', conditions: readonly Condition[], status: number): Rule {
  return { arn: `rule-${priority}`, listenerArn: 'l', priority, conditions, transforms: [], authentication: undefined, action: { kind: 'fixed-response', status, contentType: undefined, body: '' } };
}

function matches(condition: Condition, facts: Partial<RequestFacts> = {}): boolean {
  return compileRules([rule(1, [condition], 200)])({ ...FACTS, ...facts }) !== undefined;
}

describe('a condition', () => {
  test.each<[Condition, boolean]>([
    [{ field: 'host-header', values: ['*.shop.EXAMPLE'] }, true],
    [{ field: 'host-header', values: ['shop.example'] }, false],
    [{ field: 'path-pattern', values: ['/api/Products/*'] }, true],
    [{ field: 'path-pattern', values: ['/api/products/*'] }, false],
    [{ field: 'path-pattern', values: ['/x', '/api/*'] }, true],
    [{ field: 'path-pattern', values: ['/api/Products/?'] }, true],
    [{ field: 'path-pattern', values: ['/api/Products/1?q=Tea*'] }, false],
    [{ field: 'http-request-method', values: ['GET'] }, true],
    [{ field: 'http-request-method', values: ['HEAD'] }, false],
    [{ field: 'http-header', name: 'X-SHOP', values: ['GREEN'] }, true],
    [{ field: 'http-header', name: 'x-shop', values: ['bl*'] }, true],
    [{ field: 'http-header', name: 'x-shop', values: ['red'] }, false],
    [{ field: 'query-string', values: [{ key: 'Q', value: 'tea' }] }, true],
    [{ field: 'query-string', values: [{ value: 't?a' }] }, true],
    [{ field: 'query-string', values: [{ key: 'size', value: '\\*' }] }, true],
    [{ field: 'query-string', values: [{ key: 'q', value: '\\*' }] }, false],
    [{ field: 'query-string', values: [{ key: 'size', value: 'Tea' }] }, false],
    [{ field: 'source-ip', values: ['127.0.0.0/8'] }, true],
    [{ field: 'source-ip', values: ['10.0.0.0/8', '::1/128'] }, false],
  ])('%j: %p', (condition, expected) => {
    expect(matches(condition)).toBe(expected);
  });

  test('on the query holds for none where there is none', () => {
    expect(matches({ field: 'query-string', values: [{ value: '*' }] }, { query: '' })).toBe(false);
  });
});

test('the first rule all of whose conditions hold wins, the default rule last', () => {
  const get: Condition = { field: 'http-request-method', values: ['GET'] };
  const table = compileRules([
    rule(1, [get, { field: 'path-pattern', values: ['/other'] }], 201),
    rule(2, [get, { field: 'path-pattern', values: ['/api/*'] }], 202),
    rule(3, [get], 203),
    rule('default', [], 204),
  ]);
  expect(table(FACTS)).toMatchObject({ rule: { priority: 2 }, evaluated: 2 });
  expect(table({ ...FACTS, path: '/' })).toMatchObject({ rule: { priority: 3 }, evaluated: 3 });
  expect(table({ ...FACTS, method: 'PUT' })).toMatchObject({ rule: { priority: 'default' }, evaluated: 3 });
});

test('a wildcard pattern matches what the regular expression of the same meaning does', () => {
  const letters = string({ unit: constantFrom('a', 'b', '*', '?', '.', '/'), maxLength: 12 });
  assert(
    property(letters, letters, (pattern, text) => {
      const regular = new RegExp(`^${pattern.replace(/[.*?/]/g, (c) => (c === '*' ? '[^]*' : c === '?' ? '[^]' : `\\${c}`))}$`);
      expect(compileWildcard(pattern, { ignoreCase: false })(text)).toBe(regular.test(text));
    }),
    { numRuns: 2_000 },
  );
});
