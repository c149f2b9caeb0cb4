import { describe, expect, test } from '@jest/globals';
import type { RedactionRules } from '../../../domain/redaction.ts';
import { answer, compare, json, redactor } from '../answers.ts';

const NONE: RedactionRules = { names: [], values: [], paths: [], shown: [] };
const withRules = (rules: Partial<RedactionRules>) => ({ redact: { ...NONE, ...rules } });
const shown = (rules: Partial<RedactionRules>, legacy: object, candidate: object, target?: string) => compare(json(legacy), json(candidate), withRules(rules), target === undefined ? {} : { target });

test('a part of a name hides everything below it, in any case', () => {
  const [difference] = shown({ names: ['Kunde'] }, { stammKundenDaten: { nummer: 17 } }, { stammKundenDaten: { nummer: 18 } }).differences;
  expect(difference).toMatchObject({ path: '$.stammKundenDaten.nummer', legacy: expect.stringMatching(/^number\(len 2\)#/) });
});

test('a path hides what stands there and below, and nothing beside it', () => {
  const { differences } = shown({ paths: ['$.note', 'header.x-level'] }, { note: { size: 1 }, notes: 1 }, { note: { size: 2 }, notes: 2 });
  expect(differences.map(({ path, legacy }) => [path, legacy])).toEqual([['$.note.size', expect.stringContaining('#')], ['$.notes', '1']]);
  const header = compare(answer('', ['X-Level: 1']), answer('', ['X-Level: 2']), withRules({ paths: ['header.x-level'] }));
  expect(header.differences[0]?.legacy).toContain('#');
});

test('a value is hidden wherever it stands: in bodies, keys, queries, paths and routes', () => {
  const comparison = shown({ values: ['KD-????'] }, { status: 'KD-1234', map: { 'KD-1234': 1 } }, { status: 'KD-9999', map: { 'KD-1234': 2 } }, '/customers/KD-1234/orders?status=KD-1234&KD-1234');
  expect(JSON.stringify(comparison)).not.toContain('KD-');
  expect(comparison.route).toBe('GET /customers/:id/orders');
  expect(shown({ values: ['kd?'] }, { a: 1 }, { a: 2 }, '/customers/kdx/orders').route).toBe('GET /customers/:value/orders');
});

describe('what may be shown', () => {
  test('is, as far as it looks like no secret', () => {
    const rules = { shown: ['$.items[].name'] };
    const values = (name: string, path = 'name') => shown(rules, { items: [{ [path]: name }] }, { items: [{ [path]: 'Red lamp' }] }).differences[0]?.legacy;
    expect(values('Blue lamp')).toBe('"Blue lamp"');
    expect(values('bob@x.de')).toMatch(/^string\(len 8, email\)#/);
    expect(values('bob&#64;x.de')).toMatch(/^string\(len 12, email\)#/);
    expect(values('Blue lamp', 'title')).toMatch(/^string\(len 9\)#/);
  });

  test('is hidden where another rule hides it', () => {
    expect(shown({ shown: ['$.name'], values: ['Blue*'] }, { name: 'Blue lamp' }, { name: 'Red' }).differences[0]?.legacy).toContain('#');
    expect(shown({ shown: ['$.name'], names: ['name'] }, { name: 'Blue lamp' }, { name: 'Red' }).differences[0]?.legacy).toContain('#');
  });
});

test('hidden is not left out: equal stays equal, different different', () => {
  const rules = { paths: ['$.note'] };
  expect(shown(rules, { note: 'x' }, { note: 'x' }).equal).toBe(true);
  const [difference] = shown(rules, { note: 'x' }, { note: 'y' }).differences;
  expect(difference?.legacy).not.toBe(difference?.candidate);
  expect(redactor.with({ ...NONE, paths: ['$.note'] }).text('$.note', 'x')).toBe(difference?.legacy);
});
