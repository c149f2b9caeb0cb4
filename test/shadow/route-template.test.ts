import { expect, test } from '@jest/globals';
import { routeTemplate } from '../../shadow/route-template.ts';

test.each([
  ['/api/products', 'GET /api/products'],
  ['/api/products/42?page=2', 'GET /api/products/:id'],
  ['/api/products/42/reviews/7', 'GET /api/products/:id/reviews/:id'],
  ['/orders/3f2504e0-4f89-41d3-9a0c-0305e82c3301', 'GET /orders/:id'],
  ['/commits/deadbeef01', 'GET /commits/:id'],
  ['/facades/effaced', 'GET /facades/effaced'],
  ['/days/2026-03-01', 'GET /days/:id'],
  ['/orders/order-10023', 'GET /orders/:id'],
  ['/objects/01ARZ3NDEKTSV4RRFFQ69G5FAV', 'GET /objects/:id'],
  ['/images/42.png', 'GET /images/:id.png'],
  ['/v1/oauth2/s3', 'GET /v1/oauth2/s3'],
  ['/users/alice@example.com', 'GET /users/:id'],
  ['/users/:slug', 'GET /users/:value'],
  ['/users/:id/x', 'GET /users/:value/x'],
  ['/users/a:b', 'GET /users/a:b'],
  ['/users/J%C3%B6rg%20M', 'GET /users/:value'],
  ['/%E0%A4%A', 'GET /:value'],
  ['/products/blue-t-shirt', 'GET /products/blue-t-shirt'],
  ['/a//b/', 'GET /a//b/'],
  ['/', 'GET /'],
  ['', 'GET '],
  [`/${'a/'.repeat(50)}`, `GET /${Array.from({ length: 12 }, () => 'a').join('/')}/…`],
])('%s is %s', (target, expected) => {
  expect(routeTemplate('GET', target)).toBe(expected);
});
