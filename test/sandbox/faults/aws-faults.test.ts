import { describe, expect, test } from '@jest/globals';
import { createAwsFaults } from '../../../sandbox/faults/aws-faults.ts';
import { createFaultBook } from '../../../sandbox/faults/fault-book.ts';

const OPERATIONS = { elasticloadbalancing: ['ModifyRule', 'DescribeRules', 'CreateLoadBalancer'], ecs: ['CreateService', 'DescribeServices'], monitoring: ['GetMetricData'], servicediscovery: ['CreateService'], 'application-autoscaling': ['PutScalingPolicy'] };

function openFaults(...faults: readonly object[]) {
  let now = 0;
  const book = createFaultBook({ seed: 'seed', operations: () => OPERATIONS, monotonic: () => now });
  for (const fault of faults) book.add({ on: 'aws', ...fault });
  const fateOf = createAwsFaults(book, () => now);
  return { book, pass: (ms: number) => void (now += ms), fate: (service: string, operation: string, input: unknown = {}) => fateOf({ service, operation, input }) };
}

test('without a fault every call goes through', () => {
  expect(openFaults().fate('ecs', 'CreateService')).toEqual({ delayMs: 0, before: undefined, lateMs: 0, lost: false });
});

describe('a call is refused as throttled in its service’s own words', () => {
  test.each([
    ['elasticloadbalancing', 'ModifyRule', 'Throttling'],
    ['ecs', 'CreateService', 'ThrottlingException'],
    ['servicediscovery', 'CreateService', 'RequestLimitExceeded'],
    ['monitoring', 'GetMetricData', 'Throttling'],
    ['application-autoscaling', 'PutScalingPolicy', 'ThrottlingException'],
  ])('%s', (service, operation, code) => {
    expect(openFaults({ service: '*', effect: { kind: 'throttle' } }).fate(service, operation).before).toMatchObject({ code, status: 400, message: 'Rate exceeded' });
  });
});

test.each([
  ['elasticloadbalancing', 'ModifyRule', 'elasticloadbalancing:ModifyRule'],
  ['monitoring', 'GetMetricData', 'cloudwatch:GetMetricData'],
])('what is denied of %s is refused by its action’s name', (service, operation, action) => {
  expect(openFaults({ service, effect: { kind: 'deny' } }).fate(service, operation).before).toMatchObject({ kind: 'denied', message: expect.stringContaining(`not authorized to perform: ${action} because`) });
});

describe('at AWS’s published rates', () => {
  const rates = { service: '*', effect: { kind: 'rates' } };
  const passed = (faults: ReturnType<typeof openFaults>, service: string, operation: string, calls: number) =>
    Array.from({ length: calls }, () => faults.fate(service, operation).before).filter((before) => before === undefined).length;

  test('twenty changes of the load balancer pass at once, and then three a second', () => {
    const faults = openFaults(rates);
    expect(passed(faults, 'elasticloadbalancing', 'ModifyRule', 30)).toBe(20);
    faults.pass(1_000);
    expect(passed(faults, 'elasticloadbalancing', 'ModifyRule', 30)).toBe(3);
    expect(faults.book.list()).toEqual([expect.objectContaining({ seen: 60, hits: 37 })]);
    // However long nobody calls, no more than the burst is saved up.
    faults.pass(3_600_000);
    expect(passed(faults, 'elasticloadbalancing', 'ModifyRule', 30)).toBe(20);
  });

  test('reads and changes of the load balancer share forty calls', () => {
    const faults = openFaults(rates);
    expect(passed(faults, 'elasticloadbalancing', 'ModifyRule', 15)).toBe(15);
    expect(passed(faults, 'elasticloadbalancing', 'DescribeRules', 40)).toBe(25);
  });

  test.each([
    ['elasticloadbalancing', 'CreateLoadBalancer', 10],
    ['ecs', 'CreateService', 50],
    ['ecs', 'DescribeServices', 100],
    ['ecs', 'UpdateService', 50],
    ['ecs', 'RegisterTaskDefinition', 20],
    ['ecs', 'DeleteTaskDefinitions', 5],
    ['servicediscovery', 'DiscoverInstances', 2_000],
    ['monitoring', 'GetMetricData', 50],
    ['monitoring', 'PutMetricAlarm', 3],
  ])('%s %s: %d at once', (service, operation, burst) => {
    expect(passed(openFaults(rates), service, operation, burst + 50)).toBe(burst);
  });
});

test('a fault on a resource strikes only calls that name it, at whatever depth', () => {
  const { fate } = openFaults({ service: 'elasticloadbalancing', operation: 'Modify*', resource: '*/catalog/*', effect: { kind: 'cut' } });
  const actions = (name: string) => ({ Actions: [{ ForwardConfig: { TargetGroups: [{ TargetGroupArn: `arn:aws:elasticloadbalancing:us-east-1:0:targetgroup/${name}/1` }] } }] });
  expect(fate('elasticloadbalancing', 'ModifyRule', actions('catalog')).before).toBe('cut');
  expect(fate('elasticloadbalancing', 'ModifyRule', actions('legacy')).before).toBeUndefined();
  expect(fate('elasticloadbalancing', 'DescribeRules', actions('catalog')).before).toBeUndefined();
});

test('delays add up, and of two ends the first decides', () => {
  const { fate } = openFaults(
    { service: 'ecs', effect: { kind: 'delay', ms: 10 } },
    { service: 'ecs', effect: { kind: 'delay', ms: 20 } },
    { service: 'ecs', effect: { kind: 'late', ms: 5 } },
    { service: 'ecs', effect: { kind: 'lost' } },
    { service: 'ecs', operation: 'DescribeServices', effect: { kind: 'error', status: 503 } },
    { service: 'ecs', operation: 'DescribeServices', effect: { kind: 'cut' } },
  );
  expect(fate('ecs', 'CreateService')).toEqual({ delayMs: 30, before: undefined, lateMs: 5, lost: true });
  expect(fate('ecs', 'DescribeServices').before).toMatchObject({ code: 'ServiceUnavailableException', status: 503 });
});
