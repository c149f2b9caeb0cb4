import { describe, expect, test } from '@jest/globals';
import { secretShape } from '../../../shadow/secret-shape.ts';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P';

describe('recognised', () => {
  test.each([
    ['uuid', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
    ['jwt', JWT],
    ['jwt', `Bearer ${JWT}`],
    ['credentials', 'Basic c2hvcDpodW50ZXIy'],
    ['credentials', 'postgres://shop:hunter2@db/shop'],
    ['credentials', 'user=ada&password=hunter2'],
    ['credentials', '{"token": "x"}'],
    ['pem', '-----BEGIN EC PRIVATE KEY-----'],
    ['email', 'bob@x.de'],
    ['email', 'write to bob@x.de, please'],
    ['iban', 'DE89370400440532013000'],
    ['iban', 'GB82 WEST 1234 5698 7654 32'],
    ['card', '4111111111111111'],
    ['card', 'paid with 5500-0000-0000-0004 today'],
    ['ssn', '078-05-1120'],
    ['phone', '+49 30 901820'],
    ['phone', 'call (030) 901 820'],
    ['digits', '4915112345679'],
    ['key', 'AKIAIOSFODNN7EXAMPLE'],
    ['key', 'key ghp_16C7e42F292c6912E7710c838347Ae178B4a'],
    ['key', 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'],
    ['key', 'xoxb-17653672481-19874698323'],
    ['hex', 'd41d8cd98f00b204'],
    ['opaque', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCY'],
  ])('%s: %s', (shape, text) => {
    expect(secretShape(text)).toBe(shape);
  });

  test.each([
    ['percent-encoded', 'bob%40x.de'],
    ['percent-encoded beside what is no UTF-8', '%ff%fe bob%40x.de'],
    ['percent-encoded twice', 'bob%2540x.de'],
    ['escaped in JSON', 'bob\\u0040x.de'],
    ['escaped in JavaScript', 'bob\\x40x\\u{2e}de'],
    ['as an HTML entity', 'bob&#64;x.de'],
    ['as a hexadecimal entity', 'bob&#x40;x.de'],
    ['as a named entity', 'bob&commat;x&period;de'],
    ['in base64', 'Ym9iQHguZGU='],
    ['in base64 behind a slash', '/Ym9iQHguZGU='],
    ['in base64 of percent-encoding', Buffer.from('bob%40x.de').toString('base64')],
  ])('though it is %s', (_how, text) => {
    expect(secretShape(text)).toBe('email');
  });
});

test.each(['', 'Blue lamp', 'in_stock', 'blue-t-shirt-42', '2026-03-01', '19.99', '0.30000000000000004', '1234567', 'application/json; charset=utf-8', 'max-age=3600, must-revalidate', 'gzip, deflate, br', 'Accept-Encoding, Origin', 'customerShippingDetails', 'no-referrer-when-downgrade', 'passed', 'Basic tier', 'authored by us', 'a-b_c.d', 'v1.2.3'])('%j looks like nothing that has to be hidden', (text) => {
  expect(secretShape(text)).toBeUndefined();
});
