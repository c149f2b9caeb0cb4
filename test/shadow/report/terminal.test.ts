import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { NOTHING_COMPARED } from '../../../domain/counters.ts';
import { NO_DIFFERENCES } from '../../../domain/difference.ts';
import { terminalReport } from '../../../shadow/report/terminal.ts';
import { group, report } from './example.ts';

const plain = (width = 1_000) => ({ width, colour: false });

test('says where it stands, what the gates say, what was compared, what differs, and what was decided', () => {
  const lines = terminalReport(report(), plain());
  for (const line of [
    'catalog stands at shadow since 02:10 UTC',
    '  start → deploy → front → [shadow] → cohort:1 → retire',
    '  parity failed: 214 of 4,210 sessions (5.08 %) differ: above 1 % at odds of over 1,000,000:1, 20:1 asked',
    'Compared since then: 214 of 10,532 answers (2.03 %) differ, 3 of them because the candidate gave none',
    '  not compared: unsafe-method 120, busy 7',
    '  99.9 % of the copies wanted were compared',
    '    $.items[].price: legacy 19.99, candidate 20.00, in 214 of 10,532 answers (2.03 %), first seen 14:02, last 14:09 UTC',
    '    14:05 GET /api/products/17',
    '  $.meta.requestId: uuid',
    '  proposed: $.meta.cacheKey: hex, on 120 pairs',
    '  02:10 UTC moved from front to shadow, by ada@workstation: gates open',
  ]) {
    expect(lines).toContain(line);
  }
});

test.each([20, 33, 80])('no line is wider than %d columns, and no word is lost', (width) => {
  const wide = report({ differences: { routes: [], differences: [group({ samples: [{ at: 1, request: `GET /${'x'.repeat(300)}`, differences: [] }] })] } });
  const lines = terminalReport(wide, plain(width));
  // Where hardly a column is left beside the indentation, a line may go over.
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.max(width, 26));
  expect(lines.join('').replaceAll(/\s/g, '')).toBe(terminalReport(wide, plain()).join('').replaceAll(/\s/g, ''));
});

test('colour is put on and changes no text', () => {
  const lines = terminalReport(report(), { width: 60, colour: true });
  expect(lines.join('')).toContain('\u001b[31m');
  expect(lines.map(stripVTControlCharacters)).toEqual(terminalReport(report(), plain(60)));
});

test('nothing in an answer can steer the terminal', () => {
  const hostile = '\u001b]0;owned\u0007\u009b2J\u202egnp.exe\r\n';
  const differences = [{ path: `$.${hostile}`, kind: 'value', legacy: hostile, candidate: hostile }] as const;
  const lines = terminalReport(report({ group: hostile, differences: { routes: [], differences: [group({ route: hostile, differences, samples: [{ at: 1, request: hostile, differences }] })] } }), plain());
  expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(lines.join('')).toContain('\\u001b]0;owned\\u0007\\u009b2J\\u202egnp.exe');
});

describe('says so where', () => {
  test.each([
    ['nothing differs', report({ differences: NO_DIFFERENCES }), 'No difference was seen.'],
    ['nothing could be read', report({ now: { unknown: 'AWS_UNREACHABLE: no answer' } }), 'What the proxies and the world say now cannot be read: AWS_UNREACHABLE: no answer'],
    ['a proxy is missing', report({ now: { gates: [], comparisons: NOTHING_COMPARED, coverage: 1, proxies: { answered: 1, expected: 2 }, drift: [], data: null } }), '  only 1 of 2 proxies answered: what the others know is missing here'],
    ['the candidate gave no answer', report({ differences: { routes: [], differences: [group({ candidateStatus: null })] } }), '  GET /api/products/:id, 200 against no answer: 214 answers'],
    ['statuses differ', report({ differences: { routes: [], differences: [group({ candidateStatus: 500 })] } }), '  GET /api/products/:id, 200 against 500: 214 answers'],
    ['something is wrong beneath the noise', report({ noise: ['$.total: more than legacy’s own noise'] }), '  $.total: more than legacy’s own noise'],
  ])('%s', (_what, told, line) => {
    expect(terminalReport(told, plain())).toContain(line);
  });
});
