import { describe, expect, test } from '@jest/globals';
import type { Condition, Rule } from '../../../../../sandbox/elbv2/model.ts';
import { compileRegex } from '../../../../../sandbox/elbv2/traffic/rules/regex.ts';
import { compileRules } from '../../../../../sandbox/elbv2/traffic/rules/rule-table.ts';

test.each([
  ['^/api/(v[0-9]+)/', '/api/v2/users', true],
  ['users$', '/api/v2/users', true],
  ['^users', '/api/v2/users', false],
  ['/API/', '/api/v2/users', false],
])('%s in %s: %p', (source, text, found) => {
  expect(compileRegex(source, { ignoreCase: false }).found(text)).toBe(found);
});

test.each(['(?=a)', '(?!a)', '(?<=a)', '(a)\\1', '(?>a)', 'a++', '\\p{L}', '(', '[z-a]'])('%s is refused', (source) => {
  expect(() => compileRegex(source, { ignoreCase: false })).toThrow();
});

test('a backslash before a p that is escaped itself is no character class', () => {
  expect(compileRegex('a\\\\p', { ignoreCase: false }).found('a\\p')).toBe(true);
});

test.each([
  ['/api/v([0-9]+)/(.*)', '/v$1/$2', '/api/v12/users', '/v12/users'],
  ['a', '[$0]', 'banana', 'b[a]nana'],
  ['x', 'y', 'banana', undefined],
])('%s replaced by %s in %s is %s', (source, replacement, text, expected) => {
  expect(compileRegex(source, { ignoreCase: false }).replace(text, replacement)).toBe(expected);
});

test('a group that is not there cannot be inserted', () => {
  expect(() => compileRegex('(a)', { ignoreCase: false }).replace('a', '$2')).toThrow();
});

/** Would take longer than the universe lasts where one way after the other is tried. */
test('no expression and text take long', () => {
  expect(compileRegex('^(([a-z])+.)+[A-Z]([a-z])+$', { ignoreCase: false }).found('a'.repeat(10_000))).toBe(false);
  expect(compileRegex('(a|aa)+$', { ignoreCase: false }).found(`${'a'.repeat(10_000)}!`)).toBe(false);
});

describe('a condition with regular expressions', () => {
  const facts = { method: 'GET', host: 'shop.example', path: '/Api/v2', query: '', rawHeaders: ['X-Shop', 'Blue'], sourceIp: '127.0.0.1' };
  test.each<[Condition, boolean]>([
    [{ field: 'path-pattern', values: ['^/Api/v[0-9]$'], syntax: 'regex' }, true],
    [{ field: 'path-pattern', values: ['^/api'], syntax: 'regex' }, false],
    [{ field: 'path-pattern', values: ['^/Api/v[0-9]$'] }, false],
    [{ field: 'host-header', values: ['^SHOP\\.'], syntax: 'regex' }, true],
    [{ field: 'http-header', name: 'x-shop', values: ['^bl.e$'], syntax: 'regex' }, true],
  ])('%j: %p', (condition, expected) => {
    const rule: Rule = { arn: '', listenerArn: '', priority: 1, conditions: [condition], transforms: [], authentication: undefined, action: { kind: 'fixed-response', status: 200, contentType: undefined, body: '' } };
    expect(compileRules([rule])(facts) !== undefined).toBe(expected);
  });
});
