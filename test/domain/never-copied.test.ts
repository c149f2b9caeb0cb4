import { describe, expect, test } from '@jest/globals';
import { isNeverCopied } from '../../domain/never-copied.ts';

const NOTHING = { never: [], harmless: [] };

describe('never copied by itself', () => {
  test.each(['/login', '/Login', '/sign-in', '/api/v2/signUp', '/oauth/token', '/users/7/payments', '/payNow', '/cart/checkout', '/send-email', '/sms', '/invitations', '/webhooks/stripe', '/reset_password', '/2fa', '/otp.json', '/newsletter/subscribe', '/invoices'])('POST %s', (path) => {
    expect(isNeverCopied('POST', path, NOTHING)).toBe(true);
  });

  test.each(['/verify', '/auth/magic/abc', '/logout', '/unsubscribe', '/oauth2/callback', '/reset/abc', '/captcha', '/To\u212aen'])('GET %s', (path) => {
    for (const method of ['GET', 'HEAD']) expect(isNeverCopied(method, path, NOTHING)).toBe(true);
  });
});

test.each([['POST', '/orders'], ['PUT', '/orders/7/address'], ['DELETE', '/carts/7'], ['POST', '/products/lamp-repaying'], ['GET', '/payments/7'], ['GET', '/invoices'], ['GET', '/newsletter'], ['GET', '/verifications-of-nobody/7']])('%s %s may be copied', (method, path) => {
  expect(isNeverCopied(method, path, NOTHING)).toBe(false);
});

test('a migration adds to it, for reads too, and takes away for reads only', () => {
  const rules = { never: ['/orders/*/cancel'], harmless: ['GET /tokens/*', '/pay'] };
  expect(isNeverCopied('POST', '/orders/7/cancel', rules)).toBe(true);
  expect(isNeverCopied('GET', '/orders/7/cancel', rules)).toBe(true);
  expect(isNeverCopied('GET', '/tokens/prices', rules)).toBe(false);
  expect(isNeverCopied('POST', '/tokens/prices', rules)).toBe(true);
  expect(isNeverCopied('POST', '/pay', rules)).toBe(true);
  expect(isNeverCopied('GET', '/tokens/x', { never: ['/tokens/*'], harmless: ['/tokens/*'] })).toBe(true);
});
