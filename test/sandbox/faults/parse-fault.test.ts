import { describe, expect, test } from '@jest/globals';
import { parseFault } from '../../../sandbox/faults/parse-fault.ts';
import { FaultInputError } from '../../../sandbox/faults/fault-input-error.ts';
import { readFault } from '../../../sandbox/faults/read-fault.ts';

const OPERATIONS = { elasticloadbalancing: ['ModifyRule', 'DescribeRules'], ecs: ['CreateService'] };
const read = (text: string) => readFault(parseFault(text), OPERATIONS);
const problemsOf = (input: unknown): readonly string[] => {
  try {
    readFault(input, OPERATIONS);
    return [];
  } catch (error) {
    return (error as FaultInputError).problems.map(({ path, message }) => `${path}: ${message}`);
  }
};

describe('a fault as it is written on the command line', () => {
  test.each([
    ['elasticloadbalancing.ModifyRule:lost:every=5', { on: 'aws', service: 'elasticloadbalancing', operation: 'ModifyRule', effect: { kind: 'lost' }, when: { every: 5 } }],
    ['*:rates', { on: 'aws', service: '*', operation: '*', effect: { kind: 'rates' } }],
    ['ecs.Create*@*catalog*:error=503:first=2:for=30', { on: 'aws', service: 'ecs', operation: 'Create*', resource: '*catalog*', effect: { kind: 'error', status: 503 }, when: { first: 2 }, forSeconds: 30 }],
    ['ecs:500', { on: 'aws', service: 'ecs', operation: '*', effect: { kind: 'error', status: 500 } }],
    ['ecs:late=100-500:probability=0.5', { on: 'aws', service: 'ecs', operation: '*', effect: { kind: 'late', ms: 100, toMs: 500 }, when: { probability: 0.5 } }],
    ['unleash:503', { on: 'unleash', method: '*', path: '*', effect: { kind: 'error', status: 503 } }],
    ['unleash.GET /api/client/*:etag', { on: 'unleash', method: 'GET', path: '/api/client/*', effect: { kind: 'etag' } }],
    ['unleash./api/client/*:hang', { on: 'unleash', method: '*', path: '/api/client/*', effect: { kind: 'hang' } }],
    ['tasks.catalog*:hang=3000:first=1', { on: 'tasks', service: 'catalog*', effect: { kind: 'hang', afterMs: 3_000 }, when: { first: 1 } }],
    ['targets.catalog@127.*:flap:pattern=x..', { on: 'targets', group: 'catalog', address: '127.*', effect: { kind: 'flap' }, when: { pattern: 'x..' } }],
    ['propagation:delay=2000', { on: 'propagation', effect: { kind: 'delay', ms: 2_000 } }],
  ])('%s', (text, fault) => {
    expect(read(text)).toEqual(fault);
  });

  test.each([
    ['', /where the fault strikes is missing.*the effect is missing/],
    ['ecs', /the effect is missing; a fault is written <where>/],
    ['ecs:error:evry=5:every=x', /unknown option "evry=5".*every must be a number, not "x"/],
    ['ecs:cut:every=5:first=2', /when: one of `probability`/],
    ['ecs:explode', /effect\.kind: /],
    ['ecs:delay', /effect\.ms: /],
    ['ecs:delay=soon', /effect\.ms: /],
    ['ecs:error=404', /effect\.status: /],
    ['ecs.CreateServce:cut', /operation: no operation of ecs matches CreateServce/],
    ['s3:cut', /service: the sandbox has no service s3; it has elasticloadbalancing, ecs/],
    ['tasks@127.0.0.1:hang', /"resource"/],
    ['propagation.rules:delay=5', /"where"/],
    ['targets:flap:pattern=yes', /when\.pattern: a pattern has only `x`/],
    ['ecs:cut:probability=1.5', /when\.probability: /],
    ['ecs:cut:for=-1', /forSeconds: /],
  ])('%j is refused', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

test('a fault with several mistakes is refused with all of them at once', () => {
  expect(problemsOf({ on: 'aws', service: '', operation: 7, effect: { kind: 'delay' }, forSeconds: 'long', tail: 1 })).toEqual([
    expect.stringMatching(/^service: /),
    expect.stringMatching(/^operation: /),
    expect.stringMatching(/^effect\.ms: /),
    expect.stringMatching(/^forSeconds: /),
    expect.stringMatching(/^: .*"tail"/),
  ]);
});

test.each([[null], [[]], ['ecs:cut'], [{}], [{ on: 'moon' }], [JSON.parse('{"__proto__":{"on":"aws"}}') as unknown]])('%j is no fault', (input) => {
  expect(problemsOf(input)).not.toEqual([]);
});
