import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { normalPath } from '../../domain/normal-path.ts';

test.each<[string, string]>([
  ['/api/products', '/api/products'],
  ['/api/%70roducts', '/api/products'],
  ['/api/%2fproducts%c3%A9', '/api/%2Fproducts%C3%A9'],
  ['/x/../api/./products', '/api/products'],
  ['/x/%2e%2E/api', '/api'],
  ['/../../api', '/api'],
  ['/api/..', '/'],
  ['/api/v1/..', '/api/'],
  ['/api/.', '/api/'],
  ['//api//x', '//api//x'],
  ['/api/.hidden/..x', '/api/.hidden/..x'],
  ['/100%/%zz', '/100%/%zz'],
  ['/', '/'],
])('%s is compared as %s', (path, expected) => {
  expect(normalPath(path)).toBe(expected);
});

test('what is normal stays so', () => {
  const path = fc.string({ unit: fc.constantFrom('a', '/', '.', '%2e', '%41', '%', '2', 'F'), maxLength: 12 }).map((text) => `/${text}`);
  // One escape may come out of another only once: "%%34%31" is "%41" after one turn, as it is for the load balancer.
  fc.assert(fc.property(path.filter((text) => !text.includes('%%')), (text) => expect(normalPath(normalPath(text))).toBe(normalPath(text))));
});
