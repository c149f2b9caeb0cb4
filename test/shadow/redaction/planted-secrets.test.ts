import * as fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { describeDifference } from '../../../shadow/describe-difference.ts';
import { createDifferenceGroups } from '../../../shadow/difference-groups.ts';
import type { CapturedResponse } from '../../../shadow/exchange.ts';
import { answer, compare, json } from '../answers.ts';

const digits = (length: number) => fc.stringMatching(new RegExp(`^[1-9]\\d{${length - 1}}$`));
const base36 = (length: number) => fc.stringMatching(new RegExp(`^[A-Za-z]\\d[A-Za-z0-9]{${length - 2}}$`));

/** Luhn's digit behind 15 others. */
const card = digits(15).map((start) => {
  const sum = start.split('').toReversed().reduce((total, digit, i) => total + (i % 2 === 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)]! : Number(digit)), 0);
  return `${start}${(10 - (sum % 10)) % 10}`;
});
const iban = digits(18).map((account) => `DE${String(98n - (BigInt(`${account}131400`) % 97n)).padStart(2, '0')}${account}`);
const jwt = fc.tuple(base36(20), base36(30), base36(40)).map((parts) => `ey${parts.join('.')}`);

/** What has to be recognised by its shape alone, under whatever name it stands. */
const secret = fc.oneof(
  fc.tuple(fc.stringMatching(/^[a-z]{3,10}$/), fc.stringMatching(/^[a-z]{3,10}$/)).map(([who, host]) => `${who}.secret@${host}.example`),
  // As short as they come: in base64 these are no longer than words.
  fc.constantFrom('bob@x.de', 'eve@y.io', 'tim@b.co'),
  card,
  card.map((number) => number.replaceAll(/(\d{4})(?=\d)/g, '$1 ')),
  iban,
  iban.map((number) => number.replaceAll(/(.{4})(?=.)/g, '$1 ')),
  digits(10).map((number) => `+49 ${number.slice(0, 3)} ${number.slice(3)}`),
  jwt,
  jwt.map((token) => `Bearer ${token}`),
  base36(24).map((key) => `sk_live_${key}`),
  fc.stringMatching(/^[A-Z2-7]{16}$/).map((key) => `AKIA${key}`),
  base36(36).map((key) => `ghp_${key}`),
  fc.uuid(),
  base36(12).map((password) => `postgres://shop:${password}@db.internal/shop`),
  base36(10).map((password) => `password=${password}`),
);

const percentAll = (text: string) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const escaped = (text: string) => text.split('').map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/** How it may be written. */
const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'percent-encoded': encodeURIComponent,
  'percent-encoded, every byte': percentAll,
  'percent-encoded twice': (text) => encodeURIComponent(percentAll(text)),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  'in base64 of base64': (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64'),
  'escaped as in JSON': escaped,
  'as HTML entities': (text) => text.split('').map((char) => `&#${char.charCodeAt(0)};`).join(''),
  'within a text': (text) => `status: ${text}; ok`,
  'in an address': (text) => `https://shop.example/next?to=${encodeURIComponent(text)}&page=2`,
};

const cookieSafe = (text: string) => encodeURIComponent(text);
const typed = (type: string, body: string) => answer(body, [`Content-Type: ${type}`]);

/** Where it may stand, under names too whose values are shown where they look like nothing. */
const PLACES: Readonly<Record<string, (text: string) => CapturedResponse>> = {
  'a member': (text) => json({ status: text, type: text, items: [{ currency: text, deep: { state: text } }] }),
  'a member’s name': (text) => json({ items: { [text]: 1 } }),
  'a member of a map': (text) => json({ prices: { [text]: text, 'other 1': 'x' } }),
  'JSON within a string': (text) => json({ kind: JSON.stringify({ mode: text }) }),
  'a JSON text': (text) => typed('application/json', `{"status":"${escaped(text)}"}`),
  records: (text) => typed('application/x-ndjson', `${JSON.stringify({ state: text })}\n${JSON.stringify({ state: 'x' })}\n`),
  events: (text) => typed('text/event-stream', `event: price\ndata: ${JSON.stringify({ type: text })}\n\n`),
  'a form': (text) => typed('application/x-www-form-urlencoded', `status=${encodeURIComponent(text)}&${encodeURIComponent(text)}=1`),
  'a part': (text) => typed('multipart/form-data; boundary=b', `--b\r\nContent-Disposition: form-data; name="status"\r\n\r\n${text}\r\n--b--\r\n`),
  'a page': (text) => typed('text/html', `<!doctype html><html><body><p type="${text.replaceAll('"', '&quot;')}">${text.replaceAll('<', '&lt;')}</p></body></html>`),
  xml: (text) => typed('application/xml', `<?xml version="1.0"?><order status="${encodeURIComponent(text)}"><state>${text.replaceAll(/[<&]/g, '_')}</state></order>`),
  lines: (text) => typed('text/plain', `first\n${text}\nlast`),
  'a text': (text) => typed('text/plain', `status ${text}`),
  'a header': (text) => answer('', [`Cache-Control: ${cookieSafe(text)}`, `Vary: ${text.replaceAll(/[^\x20-\x7e]/g, '')}`, `X-Type: ${cookieSafe(text)}`, `Location: /next/${encodeURIComponent(text)}?status=${encodeURIComponent(text)}`]),
  'a header’s name': (text) => answer('', [`${text.replaceAll(/[^\w-]/g, '')}: 1`]),
  'a cookie': (text) => answer('', [`Set-Cookie: status=${cookieSafe(text)}; Path=/${cookieSafe(text)}; Domain=${cookieSafe(text)}.example`, `Set-Cookie: ${cookieSafe(text)}=1`]),
};

const OTHER: CapturedResponse = json({ status: 'other' }, ['Cache-Control: no-store', 'Set-Cookie: status=; Path=/']);
const like = ({ rawHeaders }: CapturedResponse) => (rawHeaders.includes('Content-Type') ? { ...OTHER, rawHeaders: [...OTHER.rawHeaders.slice(2), ...rawHeaders], body: Buffer.from('') } : OTHER);

/** Everything that is told of a difference, by every way out. */
function told(legacy: CapturedResponse, candidate: CapturedResponse, target: string): string {
  const comparison = compare(legacy, candidate, {}, { target });
  const groups = createDifferenceGroups();
  groups.add(comparison);
  return [JSON.stringify(comparison), JSON.stringify(groups.list()), ...comparison.differences.map(describeDifference)].join('\n');
}

/** The core of it in every writing that a reader could undo. */
function writingsOf(text: string): string[] {
  const core = text.replace(/^(?:Bearer |postgres:\/\/shop:|password=)/, '').replace(/@db.*$/, '');
  return [text, core].flatMap((each) => [each, encodeURIComponent(each), percentAll(each), Buffer.from(each).toString('base64').replace(/=+$/, '').slice(0, -1), escaped(each), each.replaceAll(' ', '')]).filter((each) => each.length >= 8);
}

test.each(Object.keys(PLACES))('a secret in %s, however it is written, is nowhere in what is told of the difference', (place) => {
  fc.assert(
    fc.property(secret, fc.constantFrom(...Object.keys(ENCODINGS)), (text, encoding) => {
      const written = ENCODINGS[encoding]!(text);
      const legacy = PLACES[place]!(written);
      const target = `/api/products/${encodeURIComponent(written)}?status=${encodeURIComponent(written)}&${encodeURIComponent(written)}`;
      const all = [told(legacy, like(legacy), target), told(like(legacy), legacy, target)].join('\n');
      expect(all.length).toBeGreaterThan(100);
      for (const writing of [...writingsOf(text), written]) if (all.includes(writing)) throw new Error(`${writing} is told: ${all}`);
    }),
    { numRuns: 40 },
  );
});
