import * as fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { sameHash } from '../../shadow/json-node.ts';
import { parseJson } from '../../shadow/json-parse.ts';
import { compare, differing, json, redactor } from './answers.ts';

/** Plain JSON with keys that are names, so that paths are predictable. */
const key = fc.constantFrom('a', 'b', 'c', 'title', '_id', 'price');
const scalar = fc.oneof(fc.integer(), fc.double({ noDefaultInfinity: true, noNaN: true }), fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null));
const { document } = fc.letrec<{ document: unknown }>((tie) => ({
  document: fc.oneof({ maxDepth: 5 }, scalar, fc.array(tie('document'), { maxLength: 5 }), fc.dictionary(key, tie('document'), { maxKeys: 5 })),
}));

/** Another text of the same value: members turned round, white space, numbers and characters in another spelling. `pick` chooses. */
function respell(value: unknown, pick: () => number): string {
  const space = () => [' ', '', '\n', '\t \r\n'][pick() % 4]!;
  const around = (text: string) => space() + text + space();
  if (Array.isArray(value)) return around(`[${value.map((each) => respell(each, pick)).join(',') || space()}]`);
  if (typeof value === 'number') return around(respellNumber(value, pick()));
  if (typeof value === 'string') return around(respellString(value, pick));
  if (value === null || typeof value === 'boolean') return around(String(value));
  const members = Object.entries(value as object).map(([name, member]) => `${around(respellString(name, pick))}:${respell(member, pick)}`);
  return around(`{${(pick() % 2 ? members : members.toReversed()).join(',') || space()}}`);
}

function respellNumber(value: number, choice: number): string {
  const plain = JSON.stringify(value);
  if (choice % 3 === 0) return plain;
  const [mantissa = '', exponent = '0'] = plain.split('e');
  if (choice % 3 === 1) return `${mantissa}${mantissa.includes('.') ? '00' : '.0'}E${exponent}`;
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = `${whole}${fraction}`.replace(/^(-?)0+(?=\d)/, '$1');
  return `${digits === '0' ? '' : digits}0e${Number(exponent) - fraction.length - 1}`;
}

function respellString(text: string, pick: () => number): string {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const escaped = units.map((code) => (pick() % 3 === 0 || code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff) ? `\\u${code.toString(16).padStart(4, '0')}` : String.fromCharCode(code)));
  return `"${escaped.join('')}"`;
}

const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 50 }).map((choices) => {
  let i = 0;
  return () => choices[i++ % choices.length]!;
});

const hashOf = (text: string) => parseJson(text, undefined, redactor.hashStart)!.root;

/** All places in a document, as the way there and the path template. */
function placesOf(value: unknown, way: (string | number)[] = [], path = '$'): { way: (string | number)[]; path: string; value: unknown }[] {
  const here = { way, path, value };
  if (Array.isArray(value)) return [here, ...value.flatMap((each, i) => placesOf(each, [...way, i], `${path}[]`))];
  if (typeof value === 'object' && value !== null) return [here, ...Object.entries(value).flatMap(([name, each]) => placesOf(each, [...way, name], `${path}.${name}`))];
  return [here];
}

function replaceAt(value: unknown, [first, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.with(first as number, replaceAt(value[first as number], rest, by));
  return { ...(value as object), [first]: replaceAt((value as Record<string, unknown>)[first], rest, by) };
}

describe('whatever the document', () => {
  test('it equals itself in every other spelling', () => {
    fc.assert(
      fc.property(document, picks, (value, pick) => {
        expect(compare(json(JSON.stringify(value)), json(respell(value, pick))).differences).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('one changed value is one difference at its path', () => {
    fc.assert(
      fc.property(document, fc.nat(), (value, n) => {
        const places = placesOf(value);
        const place = places[n % places.length]!;
        const changed = replaceAt(value, place.way, place.value === 'changed' ? 'changed again' : 'changed');
        const kind = typeof place.value === 'string' ? 'value' : 'type';
        expect(differing(compare(json(JSON.stringify(value)), json(JSON.stringify(changed))))).toEqual([`${kind} ${place.path}`]);
      }),
      { numRuns: 300 },
    );
  });

  test('one element put into an array is one difference, and so is one taken out', () => {
    fc.assert(
      fc.property(fc.array(document, { maxLength: 20 }), document, fc.nat(), (elements, element, n) => {
        const legacy = json({ list: elements });
        const candidate = json({ list: elements.toSpliced(n % (elements.length + 1), 0, element) });
        expect(differing(compare(legacy, candidate))).toEqual(['extra $.list[]']);
        expect(differing(compare(candidate, legacy))).toEqual(['missing $.list[]']);
      }),
      { numRuns: 300 },
    );
  });

  test('hashes agree exactly where the values do', () => {
    fc.assert(
      fc.property(document, document, picks, (a, b, pick) => {
        expect(sameHash(hashOf(JSON.stringify(a)), hashOf(respell(b, pick)))).toBe(canonical(a) === canonical(b));
      }),
      { numRuns: 500 },
    );
  });

  test('an unordered array equals itself shuffled, at any depth', () => {
    fc.assert(
      fc.property(fc.array(fc.array(document, { maxLength: 8 }), { maxLength: 5 }), picks, (lists, pick) => {
        const shuffled = lists.map((list) => list.map((each) => ({ each, at: pick() })).toSorted((a, b) => a.at - b.at).map(({ each }) => each));
        expect(compare(json({ lists }), json({ lists: shuffled }), { unordered: ['$.lists[]'] }).differences).toEqual([]);
      }),
    );
  });
});

test('no text at all makes the parser throw, and it takes exactly what JSON.parse takes', () => {
  const tokens = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '"a"', '1', '-', '0', '.', 'e', '+', 'true', 'null', ' ', '\\', 'u00e9', '\u0001'), { maxLength: 8 }).map((all) => all.join(''));
  fc.assert(
    fc.property(fc.oneof(tokens, fc.string(), document.map((value) => JSON.stringify(value))), (text) => {
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      expect(parseJson(text, undefined, redactor.hashStart) !== undefined).toBe(valid);
    }),
    { numRuns: 2_000 },
  );
});

/** The value in one spelling; -0 is 0. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
