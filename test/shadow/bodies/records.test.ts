import { describe, expect, test } from '@jest/globals';
import { answer, compare, differing } from '../answers.ts';

const ndjson = (body: string, rest = {}) => answer(body, ['Content-Type: application/x-ndjson'], rest);
const events = (body: string, rest = {}) => answer(body, ['Content-Type: text/event-stream'], rest);

describe('records of NDJSON', () => {
  test.each([
    ['spelled otherwise are equal', '{"a":1}\n{"b":2}\n', '{ "a": 1.0 }\r\n\r\n{ "b": 2 }', []],
    ['differ by field', '{"a":1}\n{"a":2}\n', '{"a":1}\n{"a":3}\n', ['value $[].a']],
    ['put in are one difference each', '{"a":1}\n{"a":2}\n', '{"a":0}\n{"a":1}\n{"a":2}\n', ['extra $[]']],
    ['that are two values on one line are none', '{"a":1}\n1\n2\n', '{"a":1}\n1,2\n', ['value body[]', 'missing body[]']],
    ['that hold together only across lines are none', '{"a":1}\n', '{"a":1\n"b":1}\n', ['value body[]', 'extra body[]']],
  ])('%s', (_, legacy, candidate, expected) => {
    expect(differing(compare(ndjson(legacy), ndjson(candidate)))).toEqual(expected);
  });

  test('are found in what calls itself JSON too, and in a JSON text sequence', () => {
    const plain = (body: string) => answer(body, ['Content-Type: application/json']);
    expect(differing(compare(plain('{"a":1}\n{"a":2}'), plain('{"a": 1}\n{"a":3}')))).toEqual(['value $[].a']);
    const sequence = (body: string) => answer(body, ['Content-Type: application/json-seq']);
    expect(differing(compare(sequence('\u001e{"a":1}\n\u001e{"a":2}\n'), sequence('\u001e{"a": 1}\n\u001e{"a":\n2}\n')))).toEqual([]);
  });

  test('of a body that was cut are compared as far as they are whole on both sides', () => {
    const cut = { bodyTruncated: true };
    expect(differing(compare(ndjson('{"a":1}\n{"a":2}\n{"a"', cut), ndjson('{"a": 1}\n{"a": 2', cut)))).toEqual([]);
    expect(differing(compare(ndjson('{"a":1}\n{"a":2}\n{"a":"é', cut), ndjson('{"a": 1}\n{"a": 3}\n', cut)))).toEqual(['value $[].a']);
    expect(differing(compare(ndjson('{"a":1}\n{"a":2}\n{"a"', cut), ndjson('{"a": 1}\n')))).toEqual(['missing $[]']);
    const broken = Buffer.from('{"a":1}\n{"a":"é').subarray(0, -1);
    expect(differing(compare(answer(broken, ['Content-Type: application/x-ndjson'], cut), ndjson('{"a": 1}\n{"a":"è"}\n', cut)))).toEqual([]);
  });
});

describe('server-sent events', () => {
  test.each([
    ['are equal whatever their line ends, comments and JSON spelling', ': ping\nevent: price\nid: 7\ndata: {"a":1}\n\n', 'id:7\r\nevent:price\r\ndata:{ "a": 1 }\r\n\r\n: ping\r\n\r\n'],
    ['are equal with their data on one line or several', 'data: {"a":\ndata: 1}\n\n', 'data: {"a":1}\n\n'],
    ['called message are those without a name', 'event: message\ndata: x\n\n', 'data: x\n\n'],
    ['that nothing ends are not dispatched', 'data: x\n\ndata: y', 'data: x\n\ndata: z'],
  ])('%s', (_, legacy, candidate) => {
    expect(differing(compare(events(legacy), events(candidate)))).toEqual([]);
  });

  test.each([
    ['their data', 'data: {"a":1}\n\n', 'data: {"a":2}\n\n', ['value $[].data.a']],
    ['text that looks like a number', 'data: 1\n\n', 'data: 1.0\n\n', ['value $[].data']],
    ['their name', 'event: a\ndata: x\n\n', 'event: b\ndata: x\n\n', ['value $[].event']],
    ['the time to wait before connecting again', 'retry: 1000\ndata: x\n\n', 'data: x\n\n', ['missing $[].retry']],
    ['their number', 'data: x\n\n', 'data: x\n\ndata: y\n\n', ['extra $[]']],
  ])('differ by %s', (_, legacy, candidate, expected) => {
    expect(differing(compare(events(legacy), events(candidate)))).toEqual(expected);
  });

  test('of a stream that was cut are compared as far as both have them', () => {
    expect(differing(compare(events(': a\ndata: 1\n\ndata: 2\n\nda', { bodyTruncated: true }), events(': b\ndata: 1\n\n', { bodyTruncated: true })))).toEqual([]);
  });
});
