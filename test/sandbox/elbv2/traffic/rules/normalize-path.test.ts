import { expect, test } from '@jest/globals';
import { normalizePath } from '../../../../../sandbox/elbv2/traffic/rules/normalize-path.ts';

test.each([
  ['/', '/'],
  ['/a/b', '/a/b'],
  ['/a/./b/../c', '/a/c'],
  ['/../../etc', '/etc'],
  ['/a/..', '/'],
  ['/a/b/..', '/a/'],
  ['/a/b/.', '/a/b/'],
  ['/%61dmin', '/admin'],
  ['/%2e%2e/admin', '/admin'],
  ['/a%2fb', '/a%2Fb'],
  ['/a//b/', '/a//b/'],
  ['/a%', '/a%'],
  ['/.well-known/x', '/.well-known/x'],
])('%s is compared as %s', (path, expected) => {
  expect(normalizePath(path)).toBe(expected);
});
