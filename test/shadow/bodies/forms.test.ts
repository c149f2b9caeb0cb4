import { describe, expect, test } from '@jest/globals';
import { answer, compare, differing } from '../answers.ts';

const form = (body: string) => answer(body, ['Content-Type: application/x-www-form-urlencoded']);

describe('urlencoded forms', () => {
  test.each([
    ['are equal in another order and another encoding of a space', 'a=1+2&b=%C3%A9', 'b=é&a=1%202', []],
    ['differ by field', 'a=1&b=2', 'a=1&b=3', ['value $.b']],
    ['keep the order of one name', 'a=1&a=2', 'a=2&a=1', ['order $.a']],
    ['tell once from twice', 'a=1', 'a=1&a=1', ['type $.a']],
    ['tell a plus sign from a space', 'a=1%2B2', 'a=1+2', ['value $.a']],
  ])('%s', (_, legacy, candidate, expected) => {
    expect(differing(compare(form(legacy), form(candidate)))).toEqual(expected);
  });
});

type Part = readonly [head: string, body: string | Uint8Array];

function multipart(boundary: string, parts: readonly Part[], { type = 'form-data', end = '--' } = {}) {
  const pieces = parts.map(([head, body]) => Buffer.concat([Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), Buffer.from(body), Buffer.from('\r\n')]));
  return answer(Buffer.concat([...pieces, Buffer.from(`--${boundary}${end}\r\n`)]), [`Content-Type: multipart/${type}; boundary="${boundary}"`]);
}

const name = (text: string) => `Content-Disposition: form-data; name="${text}"`;
const picture = Uint8Array.of(0x89, 0x50, 0, 0xff, 0x0d, 0x0a, 0x2d, 0x2d);

describe('multipart bodies', () => {
  test.each<[string, readonly Part[], readonly Part[], string[]]>([
    ['are equal with another boundary', [[name('a'), '1'], [`${name('f')}\r\nContent-Type: image/png`, picture]], [[name('a'), '1'], [`Content-Type: image/png\r\n${name('f')}`, picture]], []],
    ['hold JSON', [['Content-Type: application/json', '{"a":1,"b":2}']], [['Content-Type: application/json', '{"b":2,"a":3}']], ['value $[].body.a']],
    ['differ by text', [[name('a'), '1']], [[name('a'), '2']], ['value $[].body']],
    ['differ by bytes', [['Content-Type: image/png', picture]], [['Content-Type: image/png', picture.with(2, 1)]], ['value $[].body']],
    ['differ by range', [['Content-Range: bytes 0-0/9', 'a']], [['Content-Range: bytes 1-1/9', 'a']], ['value $[].range']],
    ['differ by a part more', [[name('a'), '1']], [[name('b'), ''], [name('a'), '1']], ['extra $[]']],
  ])('%s', (_, legacy, candidate, expected) => {
    expect(differing(compare(multipart('xx', legacy), multipart('yyy', candidate)))).toEqual(expected);
  });

  test('within others have boundaries of their own', () => {
    const inner = (boundary: string) => [`Content-Type: multipart/mixed; boundary=${boundary}`, `--${boundary}\r\n\r\nhello\r\n--${boundary}--`] as const;
    expect(differing(compare(multipart('xx', [inner('in')]), multipart('yyy', [inner('other')])))).toEqual([]);
  });

  test('that end without saying so are compared as bytes', () => {
    expect(differing(compare(multipart('xx', [[name('a'), '1']]), multipart('yyy', [[name('a'), '1']], { end: '' })))).toEqual(['value body']);
  });
});

describe('text', () => {
  const csv = (body: string) => answer(body, ['Content-Type: text/csv']);
  test.each([
    ['is equal whatever its line ends', 'a,b\r\n1,2\r\n', 'a,b\n1,2\n', []],
    ['with one line more has one difference', 'a\nb\nc\n', 'a\nnew\nb\nc\n', ['extra body[]']],
    ['differs by line', 'a\nb\nc', 'a\nB\nc', ['value body[]']],
    ['of one line differs from the first place on', 'hello', 'hullo', ['value body']],
  ])('%s', (_, legacy, candidate, expected) => {
    expect(differing(compare(csv(legacy), csv(candidate)))).toEqual(expected);
  });

  test('is read by its byte order mark, whatever the header says', () => {
    const utf16 = answer(Buffer.from('\ufeff{"a":"é"}', 'utf16le'), ['Content-Type: application/json']);
    expect(differing(compare(answer('{"a": "é"}', ['Content-Type: application/json']), utf16))).toEqual([]);
  });

  test('that says nothing of itself is read as what the other says', () => {
    expect(differing(compare(answer('<?xml version="1.0"?><a b="1"/>', ['Content-Type: application/xml']), answer('<a b="1" />')))).toEqual(['missing header.content-type']);
    expect(differing(compare(answer('1', ['Content-Type: application/json']), answer('1.0')))).toEqual(['missing header.content-type']);
  });
});
