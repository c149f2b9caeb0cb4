import { createHash } from 'node:crypto';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import * as fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { NOTHING_COMPARED } from '../../../domain/counters.ts';
import type { Difference } from '../../../domain/difference.ts';
import type { MigrationReport } from '../../../shadow/report/report.ts';
import { migrationPage } from '../../../dashboard/report/migration-page.ts';
import { storyOf, type Story } from '../../../dashboard/report/story.ts';
import { NOTHING_COUNTED, NOTHING_SERVED } from '../../../domain/counters.ts';
import type { ObservedData } from '../../../domain/data-movement.ts';
import type { JournalEntry } from '../../../domain/journal-entry.ts';
import { exampleMigration } from '../../support/example-migration.ts';
import { at, group, report } from '../../shadow/report/example.ts';

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
  const verdicts = [{ gate: `check:${text}`, state: 'held', because: text, evidence: { [text]: text } }] as const;
  const one = group({ route: text, signature: text, differences, samples: [{ at: at(14, 5), request: text, differences }] });
  return report({
    migration: text,
    group: text,
    patterns: [text],
    stop: text,
    stops: ['start', text],
    now: { gates: verdicts, comparisons: { ...NOTHING_COMPARED, compared: 500, dropped: { [text]: 3 } as never }, coverage: 0.5, proxies: { answered: 1, expected: 2 }, drift: [text], data: dataOf(text) },
    differences: { routes: [{ route: text, compared: 500 }], differences: [one] },
    noise: [text],
    masks: { inForce: [[text, text]], unordered: [text], proposed: [text] },
    history: [{ at: at(2, 10), who: text, why: text, what: text, verdicts }],
  });
}

function dataOf(text: string): ObservedData {
  const told = { flow: 'forward', backfill: true, verify: true } as const;
  const verification = { checked: 10, differing: 1, samples: [{ table: text, key: text, columns: { [text]: { legacy: text, candidate: text } } }], cost: { rows: 20, bytes: 4_096, ms: 70 }, lastPass: null };
  return { flow: 'forward', told, missing: [text], problems: [text], backfill: { copied: 10, total: 20, perSecond: 5, quarantined: 0, done: false }, lag: { changes: 1, ms: 40 }, verification, lastPause: null, ended: null };
}

const header = (hour: number, minute: number, why = 'gates open', who = 'ada@workstation') => ({ at: new Date(at(hour, minute)).toISOString(), who, why });
const markOf = (hour: number, minute: number, legacy: number, candidate: number) => ({ at: at(hour, minute), slowAboveMs: null, proxies: { one: { ...NOTHING_COUNTED, legacy: { ...NOTHING_SERVED, requests: legacy }, candidate: { ...NOTHING_SERVED, requests: candidate, errors: 2 } } } });

/** A migration that went as far as a cohort, was held, drifted and was rolled back; with a text of one's own wherever somebody else's may stand. */
function entriesOf(text: string): readonly JournalEntry[] {
  const verdicts = [{ gate: `check:${text}`, state: 'open', because: text, evidence: { [text]: text, compared: 4_210 } }] as const;
  return [
    { ...header(1, 0, text, text), kind: 'moved', how: 'advance', from: 'start', to: 'deploy', verdicts: [], mark: markOf(1, 0, 0, 0) },
    { ...header(2, 0, text, text), kind: 'moved', how: 'advance', from: 'deploy', to: 'shadow', verdicts: [], mark: markOf(2, 0, 100, 0) },
    { ...header(3, 0, `${text}; the world changed though nobody moved: ${text}`, text), kind: 'intent', stop: 'shadow', changes: [text] },
    { ...header(4, 0, text, text), kind: 'held', stop: 'shadow' },
    { ...header(5, 0, text, text), kind: 'resumed', stop: 'shadow' },
    { ...header(6, 0, text, text), kind: 'moved', how: 'advance', from: 'shadow', to: 'cohort:10', verdicts, mark: markOf(6, 0, 4_280, 400) },
    { ...header(7, 0, text, text), kind: 'moved', how: 'roll-back', from: 'cohort:10', to: 'deploy', verdicts, mark: { at: at(7, 0), proxies: {}, slowAboveMs: null } },
    { ...header(7, 1, text, text), kind: 'timed', stop: 'deploy', overrideMs: 41, flagMs: 120, ruleMs: 310, lastRequestMs: 290, lastRequest: text },
  ];
}

const STORY: Story = storyOf(exampleMigration, entriesOf('gates open'));
const pageOf = (text: string) => migrationPage(reportOf(text), storyOf(exampleMigration, entriesOf(text)));

test('tells the story: every move with its evidence, who decided, drift, and roll-backs with their three times', () => {
  const { text, elements } = read(migrationPage(report(), STORY));
  for (const words of [
    'shadow → cohort:10',
    'legacy answers 90 % of the callers, the candidate 10 % by cohort and 0 % by weight',
    'at shadow, the proxies had answered 4,180 by legacy, 400 by the candidate',
    'compared 4,210',
    'holds it at shadow',
    'rolled back from cohort:10 to deploygates open',
    'flag flipped120 msrule acknowledged310 mslast request on the candidate290 ms',
    '03:00 gates open (put right)',
  ]) {
    expect(text).toContain(words);
  }
  // Three moves that can be drawn, in three layers each, and the one that took it back marked.
  expect(elements.filter(({ name }) => name === 'rect')).toHaveLength(12);
  expect(elements.filter(({ name, attributes }) => name === 'line' && attributes['class'] === 'back')).toHaveLength(1);
});

test('says in short where it stands, how it came there, what was answered on the way, whether answers differ and what it waits for', () => {
  const { text } = read(migrationPage(report(), STORY));
  for (const words of [
    'It was rolled back from cohort:10 at 07:00 UTC by gates open: gates open. Legacy answers every caller.',
    'It began at 01:00 UTC, has moved on 3 times and has been rolled back once.',
    'the proxies answered 4,280 by legacy, 400 by the candidate (2 failed, 0.5 %)',
    'Of 10,532 answers compared some differ, in one field; most often in $.items[].price of GET /api/products/:id (2.03 % of the answers of its route).',
    'It has to go back to legacy: parity failed.',
  ]) {
    expect(text).toContain(words);
  }
  const { text: untouched } = read(migrationPage(report({ differences: { routes: [], differences: [] } }), storyOf(exampleMigration, [])));
  expect(untouched).toContain('It has not begun: all traffic goes where it went before.');
  expect(untouched).toContain('No answer of the candidate was seen to differ from legacy’s.');
  const { text: underWay } = read(migrationPage(report(), storyOf(exampleMigration, entriesOf('gates open').slice(0, 2))));
  expect(underWay).toContain('It stands at shadow, 3 of 5 on its way, since 02:00 UTC: legacy answers 100 % of the callers');
});

test('holds the sentences, the samples side by side, the verdicts, drops, masks and the journal', () => {
  const { text } = read(migrationPage(report(), STORY));
  for (const words of [
    '$.items[].price: legacy 19.99, candidate 20.00, in 214 of 10,532 answers (2.03 %), first seen 14:02, last 14:09 UTC',
    'parityfailed214 of 4,210 sessions',
    'not compared: unsafe-method 120, busy 7',
    '99.9 % of the copies wanted were compared',
    'GET /api/products/17',
    '$.meta.requestId: uuid',
    'Proposed, not in force$.meta.cacheKey: hex, on 120 pairs',
  ]) {
    expect(text).toContain(words);
  }
  expect(migrationPage(report(), STORY)).toMatch(/<td data-head="Legacy">19\.99<\/td><td data-head="Candidate">20\.00<\/td>/);
});

test('is one file that may load and run nothing', () => {
  const page = migrationPage(report(), STORY);
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
  const harmless = shapeOf(pageOf('harmless'));

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
    const page = pageOf(text);
    expect(shapeOf(page)).toEqual(harmless);
    expect(page.split('<script').length).toBe(1);
  });

  test('whatever it is', () => {
    const parts = fc.constantFrom('<', '>', '"', "'", '&', '</', '<!--', '-->', 'script', 'x', '=', ' ', '\n', '\u0000', '\u202e', '`', '&#x3c;');
    fc.assert(fc.property(fc.array(parts, { minLength: 1, maxLength: 12 }), (some) => expect(shapeOf(pageOf(some.join('')))).toEqual(harmless)), { numRuns: 40 });
  });

  test('and is shown as it was', () => {
    const { text } = read(pageOf('<b>&amp;"\'`'));
    expect(text.split('<b>&amp;"\'`').length - 1).toBeGreaterThan(20);
    expect(read(pageOf('a\u202eb\u0007')).text).toContain('a\\u202eb\\u0007');
  });
});
