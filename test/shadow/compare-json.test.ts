import { describe, expect, test } from '@jest/globals';
import { answer, compare, differing, json } from './answers.ts';

const nested = (depth: number, innermost: string) => '['.repeat(depth) + innermost + ']'.repeat(depth);
const map = (length: number, offset: number) => Object.fromEntries(Array.from({ length }, (_, i) => [`k${i}`, i + offset]));

describe('JSON bodies are equal', () => {
  test.each([
    ['members in another order', '{"a":1,"b":2}', '{"b":2,"a":1}'],
    ['white space', '{"a":[1,2]}', ' {\r\n\t"a" : [ 1 , 2 ] } '],
    ['1, 1.0, 1e0 and 10E-1', '[1,1,1]', '[1.0,1e0,10E-1]'],
    ['0, -0 and 0e9', '[0,0]', '[-0,0e9]'],
    ['100 and 1E+2', '100', '1E+2'],
    ['an exponent with leading zeros', '10', '1e0000000000001'],
    ['numbers beyond a double in two spellings', '[1e400]', '[10e399]'],
    ['a long integer and its spelling with a point', '12345678901234567890', '12345678901234567890.00'],
    ['a character and its escape', '"\u00e9/"', '"\\u00e9\\/"'],
    ['a pair of surrogates and its escapes', '"😀"', '"\\ud83d\\ude00"'],
    ['a top-level scalar', 'true', ' true'],
    ['an empty array', '[]', '[ ]'],
    ['a byte order mark', '{"a":1}', '\ufeff{"a":1 }'],
    ['a guard against being run as a script', ")]}'\n{\"a\":1}", ")]}'\n{ \"a\":1}"],
    ['the same repeated key', '{"a":1,"b":0,"a":2}', '{"a":1,"a":2,"b":0}'],
    ['512 levels', nested(500, '1'), nested(500, ' 1')],
  ])('with %s', (_, legacy, candidate) => {
    expect(differing(compare(json(legacy), json(candidate)))).toEqual([]);
  });

  test('when they do not say that they are JSON, but begin like it', () => {
    expect(compare(answer('{"a":1}'), answer('{ "a": 1 }')).equal).toBe(true);
    expect(compare(answer('{"a":1}', ['Content-Type: text/html']), answer('{ "a": 1 }', ['Content-Type: text/html'])).equal).toBe(true);
    expect(compare(answer('{"a":1}', ['Content-Type: application/problem+json; charset=utf-8']), answer('{ "a":1}', ['Content-Type: application/problem+json;charset="UTF-8"'])).equal).toBe(true);
  });

  test('when one is written in another charset', () => {
    const latin1 = answer(Buffer.from('{"a":"é"}', 'latin1'), ['Content-Type: application/json; charset=iso-8859-1']);
    const utf16 = answer(Buffer.from('{"a":"é"}', 'utf16le'), ['Content-Type: application/json; charset=utf-16le']);
    expect(differing(compare(latin1, utf16))).toEqual(['value header.content-type']);
  });
});

describe('JSON bodies differ', () => {
  test.each([
    ['a value', '{"a":1}', '{"a":2}', ['value $.a']],
    ['a value deep inside', '{"a":{"b":[{"c":1}]}}', '{"a":{"b":[{"c":2}]}}', ['value $.a.b[].c']],
    ['a member only legacy has', '{"a":1,"b":1}', '{"a":1}', ['missing $.b']],
    ['a member only the candidate has', '{"a":1}', '{"a":1,"b":null}', ['extra $.b']],
    ['null and an empty string', '{"a":null}', '{"a":""}', ['type $.a']],
    ['false and null', '[false]', '[null]', ['type $[]']],
    ['a string and the number in it', '{"a":"1"}', '{"a":1}', ['type $.a']],
    ['an empty object and an empty array', '{"a":{}}', '{"a":[]}', ['type $.a']],
    ['{} and null', '{}', 'null', ['type $']],
    ['integers beyond 2^53 that JSON.parse calls equal', '10176718226607830673', '10176718226607831000', ['value $']],
    ['1e400 and 1e401', '1e400', '1e401', ['value $']],
    ['1 and -1', '[1]', '[-1]', ['value $[]']],
    ['1.5 and 15', '[1.5]', '[15]', ['value $[]']],
    ['é composed and decomposed', '"\u00e9"', '"e\u0301"', ['value $']],
    ['a lone surrogate and another', '"\\ud800"', '"\\ud801"', ['value $']],
    ['a key that comes twice', '{"a":1}', '{"a":1,"a":2}', ['extra $.a']],
    ['repeated keys in another order', '{"a":1,"a":2}', '{"a":2,"a":1}', ['value $.a', 'value $.a']],
    ['elements in another order', '{"a":[1,2,3]}', '{"a":[3,1,2]}', ['order $.a']],
    ['an array within an array in another order', '[[1,2],[3]]', '[[2,1],[3]]', ['order $[]']],
    ['not JSON on one side', '{"a":NaN}', '{"a":1}', ['value body']],
    ['a trailing comma', '[1,]', '[1]', ['value body']],
    ['text behind the document', '{"a":1}', '{"a":1}{"a":1}', ['value body']],
    ['a number with a leading zero', '[01]', '[1]', ['value body']],
    ['a control character in a string', '["\n"]', '["\\n"]', ['value body']],
    ['a guard on one side', ")]}'\n{}", '{}', ['value body']],
    ['documents too deep to be walked', nested(600, '1'), nested(600, ' 1'), ['value body']],
    ['an unclosed string', '["a', '["a"]', ['value body']],
    ['JSONP', 'callback({"a":1})', 'callback({"a":2})', ['value $.a']],
    ['JSONP under another name', 'callback({"a":1})', 'other({"a":1})', ['value body']],
  ])('with %s', (_, legacy, candidate, expected) => {
    expect(differing(compare(json(legacy), json(candidate)))).toEqual(expected);
  });

  test('with an empty body on one side', () => {
    expect(differing(compare(json('{}'), json('')))).toEqual(['missing body']);
    expect(differing(compare(json(''), json('null')))).toEqual(['extra body']);
  });
});

describe('arrays', () => {
  const products = Array.from({ length: 4_000 }, (_, i) => ({ id: i, price: i / 100, tags: ['a', `t${i % 7}`] }));

  test('one element put in is one difference, wherever it is', () => {
    for (const at of [0, 1_999, 4_000]) expect(differing(compare(json(products), json(products.toSpliced(at, 0, { id: -1, price: 1, tags: [] }))))).toEqual(['extra $[]']);
  });

  test('one element taken out is one difference', () => {
    expect(differing(compare(json(products), json(products.toSpliced(17, 1))))).toEqual(['missing $[]']);
  });

  test('elements are known again by their identity, though others were put in and taken out', () => {
    const legacy = [{ id: 1, n: 'a' }, { id: 2, n: 'b' }, { id: 3, n: 'c' }];
    const candidate = [{ id: 4, n: 'd' }, { id: 2, n: 'B' }, { id: 3, n: 'c' }, { id: 5, n: 'e' }];
    expect(differing(compare(json(legacy), json(candidate))).toSorted()).toEqual(['extra $[]', 'value $[].id', 'value $[].n', 'value $[].n']);
  });

  test('changed elements at their places are no other order, though others have their values', () => {
    expect(differing(compare(json([1, 2, 5, 1, 7]), json([2, 2, 5, 1, 8])))).toEqual(['value $[]', 'value $[]']);
  });

  test('a moved and changed element is two differences', () => {
    expect(differing(compare(json([{ id: 1, n: 1 }, { id: 2 }, { id: 3 }]), json([{ id: 2 }, { id: 3 }, { id: 1, n: 2 }])))).toEqual(['order $', 'value $[].n']);
  });

  test('generated ids do not tear elements apart', () => {
    const legacy = [{ id: 'a1', sku: 'x', price: 1 }, { id: 'a2', sku: 'y', price: 2 }];
    const candidate = [{ id: 'b2', sku: 'y', price: 2 }, { id: 'b1', sku: 'x', price: 1 }];
    expect(differing(compare(json(legacy), json(candidate)))).toEqual(['order $', 'value $[].id', 'value $[].id']);
  });

  test('thousands of differing elements are listed up to a number, and counted', () => {
    const { differences } = compare(json(products), json(products.map((product) => ({ ...product, price: -1 }))));
    expect(differences).toHaveLength(201);
    expect(differences.at(-1)).toEqual({ path: '$[]', kind: 'value', legacy: '3800 more', candidate: '3800 more' });
  });

  test('the list of all differences is bounded, but has every path', () => {
    const lists = (offset: number) => Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`list${i}`, Array.from({ length: 200 }, (_, n) => n + offset)]));
    const { differences } = compare(json({ ...lists(0), last: 1 }), json({ ...lists(1_000), last: 2 }));
    expect(differences.length).toBeLessThan(1_050);
    expect(new Set(differences.map(({ path }) => path)).size).toBe(21);
  });

  test('an array that the rules call unordered is equal in any order, and only there', () => {
    const rules = { unordered: ['$.items[].tags'] };
    const legacy = { items: [{ tags: ['a', 'b', 'b'] }], tags: [1, 2] };
    expect(differing(compare(json(legacy), json({ items: [{ tags: ['b', 'a', 'b'] }], tags: [1, 2] }), rules))).toEqual([]);
    expect(differing(compare(json(legacy), json({ items: [{ tags: ['b', 'a', 'a'] }], tags: [2, 1] }), rules))).toEqual(['value $.items[].tags[]', 'order $.tags']);
  });
});

describe('paths', () => {
  test('of members whose keys are data are templates', () => {
    const legacy = { prices: { '17': { amount: 1 } }, byMail: { 'alice@example.com': 1 }, 'with-dash': 1, _id: 1 };
    const candidate = { prices: { '17': { amount: 2 } }, byMail: { 'alice@example.com': 2 }, 'with-dash': 2, _id: 2 };
    expect(differing(compare(json(legacy), json(candidate)))).toEqual(['value $.prices{}.amount', 'value $.byMail{}', 'value $.with-dash', 'value $._id']);
  });

  test('of objects with more than fifty members of one kind are templates too', () => {
    expect(new Set(differing(compare(json(map(60, 0)), json(map(60, 1)))))).toEqual(new Set(['value ${}']));
    expect(differing(compare(json(map(5, 0)), json({ ...map(5, 0), k3: 9 })))).toEqual(['value $.k3']);
  });
});
