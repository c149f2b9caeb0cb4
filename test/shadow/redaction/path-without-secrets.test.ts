import { expect, test } from '@jest/globals';
import { pathWithoutSecrets } from '../../../shadow/redaction/path-without-secrets.ts';

test.each([
  ['/users/bob@x.de/orders', '/users/…/orders'],
  ['/users/bob%40x.de', '/users/…'],
  ['/users/Ym9iQHguZGU=', '/users/…'],
  ['/reset-password/a1b2', '/reset-password/…'],
  ['/pay/4111111111111111', '/pay/…'],
  ['/call/+4930901820', '/call/…'],
  ['/cart;jsessionid=A1B2/items', '/cart;…/items'],
  ['/ssn/078-05-1120', '/ssn/…'],
  ['/items/3f2504e0-4f89-41d3-9a0c-0305e82c3301', '/items/…'],
])('%s is told as %s', (path, told) => {
  expect(pathWithoutSecrets(path)).toBe(told);
});

test.each(['/', '', '/api/products/42', '/api/products/blue-t-shirt-with-a-long-name', '/orders/2026-03-01', '//a', '/tokens', '/assets/main.css'])('%s is told as it is', (path) => {
  expect(pathWithoutSecrets(path)).toBe(path);
});
