import { describe, expect, test } from '@jest/globals';
import { createPasses } from '../../../proxy/deciding/passes.ts';
import { mintPass, readPass } from '../../../proxy/deciding/tester-pass.ts';

const SECRET = 'a secret for testers, long enough to keep';
const NOW = 1_767_225_600_000;
const wishes = new Map([['catalog', 'candidate'], ['shop.orders', 'legacy']] as const);
const pass = mintPass(SECRET, wishes, NOW + 60_000);

test('a pass says which side answers, for each group', () => {
  expect(pass).toMatch(/^catalog=candidate&shop\.orders=legacy&exp=1767225660&sig=[\w-]{43}$/);
  expect(readPass(SECRET, pass, NOW)).toEqual(wishes);
  expect(readPass(SECRET, mintPass(SECRET, new Map(), NOW + 60_000), NOW)).toEqual(new Map());
});

test('it ends', () => {
  expect([readPass(SECRET, pass, NOW + 59_999), readPass(SECRET, pass, NOW + 60_000)]).toEqual([wishes, 'expired']);
});

test.each<[string, string]>([
  ['another side', pass.replace('candidate', 'legacy')],
  ['another group', pass.replace('catalog', 'cart')],
  ['a later end', pass.replace('exp=1767225660', 'exp=1999999999')],
  ['another signature', `${pass.slice(0, -1)}${pass.endsWith('A') ? 'B' : 'A'}`],
  ['a shorter signature', pass.slice(0, -1)],
  ['a signature with more behind it', `${pass}&x=1`],
  ['no signature', 'catalog=candidate&exp=1767225660'],
  ['two passes in one', `${pass}, ${pass}`],
  ['nothing', ''],
  ['the signature of another secret', mintPass('another secret for testers, and long', wishes, NOW + 60_000)],
])('with %s it is forged', (_what, text) => {
  expect(readPass(SECRET, text, NOW)).toBe('forged');
});

describe('among callers', () => {
  const passes = () => createPasses({ secret: SECRET, now: () => NOW });

  test('a tester is known by a header or by a cookie', () => {
    expect(passes().of({ 'x-banyan-override': pass })).toEqual(wishes);
    expect(passes().of({ cookie: `sid=s1; banyan-override=${pass}` })).toEqual(wishes);
  });

  test('passes that count for nothing are counted, and callers without one are not', () => {
    const found = passes();
    expect([found.of({ 'x-banyan-override': 'x' }), found.of({ 'x-banyan-override': mintPass(SECRET, wishes, NOW - 1) }), found.of({ cookie: 'sid=1' })]).toEqual([null, null, null]);
    expect(found.refused).toEqual({ forged: 1, expired: 1 });
  });

  test('a proxy without a secret knows no testers', () => {
    const none = createPasses({ secret: null, now: () => NOW });
    expect([none.of({ 'x-banyan-override': pass }), none.of({ 'x-banyan-override': mintPass('', wishes, NOW + 60_000) })]).toEqual([null, null]);
  });
});
