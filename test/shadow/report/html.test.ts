import { createHash } from 'node:crypto';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import * as fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { NOTHING_COMPARED } from '../../../domain/counters.ts';
import type { Difference } from '../../../domain/difference.ts';
import type { MigrationReport } from '../../../shadow/report/report.ts';
import { htmlReport } from '../../../shadow/report/html.ts';
import { at, group, report } from './example.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The page as a browser reads it: its elements, and its text. */
function read(page: string): { readonly elements: readonly Element[]; readonly text: string } {
  const elements: Element[] = [];
  const texts: string[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node) => {
    if ('attrs' in node) elements.push({ name: node.tagName, attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])) });
    if ('value' in node) texts.push(node.value);
    if (node.nodeName === '#comment') elements.push({ name: '#comment', attributes: {} });
    if ('childNodes' in node) for (const child of node.childNodes) walk(child);
  };
  walk(parse(page));
  return { elements, text: texts.join('') };
}

const shapeOf = (page: string) => read(page).elements.map(({ name, attributes }) => [name, Object.keys(attributes).filter((each) => each !== 'content')]);

/** A report in which every text that comes from elsewhere is this one. */
function reportOf(text: string): MigrationReport {
  const differences: Difference[] = [
    { path: text, kind: 'value', legacy: text, candidate: text },
    { path: text, kind: 'missing', legacy: text, candidate: null },
  ];
  const verdicts = [{ gate: 'check:own', state: 'held', because: text, evidence: {} }] as const;
  const one = group({ route: text, signature: text, differences, samples: [{ at: at(14, 5), request: text, differences }] });
  return report({
    migration: text,
    group: text,
    patterns: [text],
    stop: text,
    stops: ['start', text],
    now: { gates: verdicts, comparisons: { ...NOTHING_COMPARED, compared: 500, dropped: { [text]: 3 } as never }, coverage: 0.5, proxies: { answered: 1, expected: 2 } },
    differences: { routes: [{ route: text, compared: 500 }], differences: [one] },
    noise: [text],
    masks: { inForce: [[text, text]], unordered: [text], proposed: [text] },
    history: [{ at: at(2, 10), who: text, why: text, what: text, verdicts }],
  });
}

test('holds the sentences, the samples side by side, the verdicts, drops, masks and the journal', () => {
  const { text } = read(htmlReport(report()));
  for (const words of [
    '$.items[].price: legacy 19.99, candidate 20.00, in 214 of 10,532 answers (2.03 %), first seen 14:02, last 14:09 UTC',
    'parity failed: 214 of 4,210 sessions',
    'not compared: unsafe-method 120, busy 7',
    '99.9 % of the copies wanted were compared',
    'GET /api/products/17',
    '$.meta.requestId: uuid',
    'Proposed, not in force$.meta.cacheKey: hex, on 120 pairs',
    'moved from front to shadow by ada@workstation: gates open',
    'soak open: 10 m with everything else open',
  ]) {
    expect(text).toContain(words);
  }
  expect(htmlReport(report())).toMatch(/<td>19\.99<\/td><td>20\.00<\/td>/);
});

test('is one file that may load and run nothing', () => {
  const page = htmlReport(report());
  const { elements } = read(page);
  expect(new Set(elements.map(({ name }) => name))).not.toContain('script');
  for (const name of ['src', 'href', 'srcset', 'action', 'style', 'background']) expect(elements.filter(({ attributes }) => name in attributes)).toEqual([]);
  expect(page).not.toMatch(/url\(|@import|https?:/);

  const policy = elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')?.attributes['content'];
  const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
  expect(policy).toBe(`default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`);
  expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'));
});

describe('no text from elsewhere becomes anything but text', () => {
  const harmless = shapeOf(htmlReport(reportOf('harmless')));

  test.each([
    '<script>alert(1)</script>',
    '</title></style><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '<!-- ',
    '--><svg/onload=alert(1)>',
    '&lt;script&gt;',
    '</td></table></details><iframe srcdoc="x">',
    '<base href=//evil.example>',
    '<meta http-equiv=refresh content="0;url=//evil.example">',
    '`${alert(1)}`',
    ']]><![CDATA[',
    '\u0000<\u0000script>',
    '\ud800<b>',
  ])('%j', (text) => {
    const page = htmlReport(reportOf(text));
    expect(shapeOf(page)).toEqual(harmless);
    expect(page.split('<script').length).toBe(1);
  });

  test('whatever it is', () => {
    const parts = fc.constantFrom('<', '>', '"', "'", '&', '</', '<!--', '-->', 'script', 'x', '=', ' ', '\n', '\u0000', '\u202e', '`', '&#x3c;');
    fc.assert(fc.property(fc.array(parts, { minLength: 1, maxLength: 12 }), (some) => expect(shapeOf(htmlReport(reportOf(some.join(''))))).toEqual(harmless)), { numRuns: 40 });
  });

  test('and is shown as it was', () => {
    const { text } = read(htmlReport(reportOf('<b>&amp;"\'`')));
    expect(text.split('<b>&amp;"\'`').length - 1).toBeGreaterThan(20);
    expect(read(htmlReport(reportOf('a\u202eb\u0007'))).text).toContain('a\\u202eb\\u0007');
  });
});
