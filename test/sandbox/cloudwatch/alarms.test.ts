import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { createCloudwatch } from '../../../sandbox/cloudwatch/cloudwatch.ts';
import type { Snapshot } from '../../../sandbox/state/snapshot.ts';
import { START, startCloudwatch, type CloudwatchFixture } from './support.ts';

let fixture: CloudwatchFixture;
beforeEach(async () => {
  fixture = await startCloudwatch();
});
afterEach(() => fixture.close());

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:people';
const alarmInput = (changes: Partial<PutMetricAlarmCommandInput> = {}): PutMetricAlarmCommandInput => ({
  AlarmName: 'errors',
  Namespace: 'shop',
  MetricName: 'errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
  AlarmActions: [TOPIC],
  ...changes,
});
const put = (changes: Partial<PutMetricAlarmCommandInput> = {}) => fixture.client.send(new PutMetricAlarmCommand(alarmInput(changes)));
const alarm = async (name = 'errors') => (await fixture.client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms?.[0];
/** Lets minutes pass, looking at alarms after each. */
const pass = (minutes: number): void => {
  for (let i = 0; i < minutes; i += 1) {
    fixture.clock.now += 60_000;
    fixture.alarms.evaluate();
  }
};

describe('an alarm', () => {
  test('begins without data, goes on with enough breaching minutes, says why, and goes off', async () => {
    await put();
    expect(await alarm()).toMatchObject({ StateValue: 'INSUFFICIENT_DATA', StateReason: 'Unchecked: Initial alarm creation', DatapointsToAlarm: 2, TreatMissingData: 'missing', ActionsEnabled: true });
    await fixture.put('errors', [1, 9, 8, 0]);
    pass(1);
    expect((await alarm())?.StateValue).toBe('OK');
    pass(1);
    expect((await alarm())?.StateValue).toBe('OK');
    pass(1);
    const on = await alarm();
    expect(on).toMatchObject({ StateValue: 'ALARM', StateTransitionedTimestamp: new Date(START + 180_000) });
    expect(on?.StateReason).toBe('Threshold Crossed: 2 out of the last 2 datapoints [8 (15/01/27 08:02:00), 9 (15/01/27 08:01:00)] were greater than the threshold (5) (minimum 2 datapoints for OK -> ALARM transition).');
    expect(JSON.parse(on?.StateReasonData ?? '')).toMatchObject({ recentDatapoints: [9, 8], threshold: 5, period: 60, statistic: 'Sum' });
    pass(1);
    expect((await alarm())?.StateValue).toBe('OK');
    pass(4);
    expect(await alarm()).toMatchObject({ StateValue: 'INSUFFICIENT_DATA', StateReason: 'Insufficient Data: 2 datapoints were unknown.' });
    const { AlarmHistoryItems = [] } = await fixture.client.send(new DescribeAlarmHistoryCommand({ AlarmName: 'errors', ScanBy: 'TimestampAscending' }));
    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm "errors" created',
      'Alarm updated from INSUFFICIENT_DATA to OK',
      'Alarm updated from OK to ALARM',
      `Taken action ${TOPIC}`,
      'Alarm updated from ALARM to OK',
      'Alarm updated from OK to INSUFFICIENT_DATA',
    ]);
    const actions = await fixture.client.send(new DescribeAlarmHistoryCommand({ HistoryItemType: 'Action', StartDate: new Date(START), EndDate: new Date(START + 180_000) }));
    expect(actions.AlarmHistoryItems).toHaveLength(1);
  });

  test('needs M of N minutes', async () => {
    await put({ EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    await fixture.put('errors', [9, 0, 9]);
    pass(2);
    expect((await alarm())?.StateValue).toBe('OK');
    pass(1);
    expect((await alarm())?.StateValue).toBe('ALARM');
  });

  test('does not look at a minute that is not over', async () => {
    await put({ EvaluationPeriods: 1 });
    await fixture.put('errors', [9]);
    fixture.clock.now += 59_000;
    fixture.alarms.evaluate();
    expect((await alarm())?.StateValue).toBe('INSUFFICIENT_DATA');
    fixture.clock.now += 1_000;
    fixture.alarms.evaluate();
    expect((await alarm())?.StateValue).toBe('ALARM');
  });

  test('watches an expression', async () => {
    const metric = (Id: string, MetricName: string) => ({ Id, ReturnData: false, MetricStat: { Metric: { Namespace: 'shop', MetricName }, Period: 60, Stat: 'Sum' } });
    const Metrics = [metric('e', 'errors'), metric('r', 'requests'), { Id: 'share', Expression: 'FILL(e, 0) / r' }];
    await put({ AlarmName: 'share', Metrics, Namespace: undefined, MetricName: undefined, Statistic: undefined, Period: undefined, EvaluationPeriods: 1, Threshold: 0.1 });
    await fixture.put('requests', [10, 10]);
    await fixture.put('errors', [undefined, 2]);
    pass(1);
    expect((await alarm('share'))?.StateValue).toBe('OK');
    pass(1);
    expect((await alarm('share'))?.StateValue).toBe('ALARM');
  });

  test('that cannot be worked out has no data, and keeps no other from being looked at', async () => {
    const Metrics = [{ Id: 'e', ReturnData: false, MetricStat: { Metric: { Namespace: 'shop', MetricName: 'errors' }, Period: 60, Stat: 'Sum' } }, { Id: 'x', Expression: 'IF(e > 5, e, METRICS())' }];
    await put({ AlarmName: 'a', Metrics, Namespace: undefined, MetricName: undefined, Statistic: undefined, Period: undefined });
    await put({ AlarmName: 'b', EvaluationPeriods: 1 });
    await fixture.put('errors', [1, 9]);
    pass(2);
    expect([(await alarm('a'))?.StateValue, (await alarm('b'))?.StateValue]).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
  });

  test('watches a percentile', async () => {
    await put({ Statistic: undefined, ExtendedStatistic: 'p90', EvaluationPeriods: 1 });
    await fixture.put('errors', [9], { Value: undefined, Values: [1, 9], Counts: [8, 2] });
    pass(1);
    expect((await alarm())?.StateValue).toBe('ALARM');
  });

  test('put again keeps its state', async () => {
    await put({ EvaluationPeriods: 1 });
    await fixture.put('errors', [9]);
    pass(1);
    await put({ EvaluationPeriods: 1, Threshold: 100 });
    expect(await alarm()).toMatchObject({ StateValue: 'ALARM', Threshold: 100 });
    fixture.alarms.evaluate();
    expect((await alarm())?.StateValue).toBe('OK');
  });

  test('set by hand is so until it is looked at again', async () => {
    await put();
    await fixture.put('errors', [1, 1]);
    pass(1);
    await fixture.client.send(new SetAlarmStateCommand({ AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'a drill', StateReasonData: '{"drill":true}' }));
    expect(await alarm()).toMatchObject({ StateValue: 'ALARM', StateReason: 'a drill', StateReasonData: '{"drill":true}' });
    pass(1);
    expect((await alarm())?.StateValue).toBe('OK');
  });

  test('calls a scaling policy at every look while it is on, and not while its actions are disabled', async () => {
    const heard: unknown[] = [];
    const policy = 'arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:resource/ecs/service/shop/web:policyName/out';
    fixture.alarms.onScaling((arn, { name }, { datapoints }) => heard.push([arn, name, datapoints.map(({ value }) => value)]));
    await put({ EvaluationPeriods: 1, AlarmActions: [policy] });
    await fixture.put('errors', [9, 8, 7, 0]);
    pass(2);
    expect(heard).toEqual([[policy, 'errors', [9]], [policy, 'errors', [8]]]);
    await fixture.client.send(new DisableAlarmActionsCommand({ AlarmNames: ['errors'] }));
    pass(1);
    expect(await alarm()).toMatchObject({ ActionsEnabled: false, StateValue: 'ALARM' });
    await fixture.client.send(new EnableAlarmActionsCommand({ AlarmNames: ['errors'] }));
    pass(1);
    expect(heard).toHaveLength(2);
  });

  test('has tags', async () => {
    await put({ Tags: [{ Key: 'made-by', Value: 'test' }] });
    const ResourceARN = (await alarm())?.AlarmArn;
    expect(ResourceARN).toBe('arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors');
    await fixture.client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'more', Value: 'yes' }] }));
    await fixture.client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['made-by'] }));
    expect((await fixture.client.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags).toEqual([{ Key: 'more', Value: 'yes' }]);
  });

  test('is as it was after a restart', async () => {
    await put({ Tags: [{ Key: 'a', Value: 'b' }] });
    await fixture.put('errors', [9, 9]);
    pass(2);
    const restored = JSON.parse(JSON.stringify(fixture.snapshot())) as Snapshot;
    const again = createCloudwatch({ periodSeconds: 60, now: () => fixture.clock.now, restored });
    const asked = { operation: 'DescribeAlarms', input: {} };
    expect(again.service.operations[asked.operation]?.(asked.input)).toEqual(fixture.service.operations[asked.operation]?.(asked.input));
    fixture.clock.now += 300_000;
    again.alarms.evaluate();
    expect(again.service.operations['DescribeAlarms']?.({ StateValue: 'INSUFFICIENT_DATA' })).toMatchObject({ MetricAlarms: [{ AlarmName: 'errors' }] });
  });
});

test('alarms are found by prefix, state, action and metric, page by page, and deleted by name', async () => {
  for (const name of ['a-1', 'a-2', 'b-1']) await put({ AlarmName: name, Dimensions: name === 'b-1' ? [{ Name: 'd', Value: 'v' }] : [] });
  const found = async (input: object) => (await fixture.client.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map(({ AlarmName }) => AlarmName);
  expect(await found({ AlarmNamePrefix: 'a-' })).toEqual(['a-1', 'a-2']);
  expect(await found({ StateValue: 'ALARM' })).toEqual([]);
  expect(await found({ ActionPrefix: 'arn:aws:sns' })).toHaveLength(3);
  expect(await found({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
  const first = await fixture.client.send(new DescribeAlarmsCommand({ MaxRecords: 2 }));
  expect(await found({ MaxRecords: 2, NextToken: first.NextToken })).toEqual(['b-1']);
  const forMetric = async (input: object) => (await fixture.client.send(new DescribeAlarmsForMetricCommand({ Namespace: 'shop', MetricName: 'errors', ...input }))).MetricAlarms?.map(({ AlarmName }) => AlarmName);
  expect(await forMetric({})).toEqual(['a-1', 'a-2']);
  expect(await forMetric({ Dimensions: [{ Name: 'd', Value: 'v' }] })).toEqual(['b-1']);
  expect(await forMetric({ Statistic: 'Average' })).toEqual([]);
  await expect(fixture.client.send(new DeleteAlarmsCommand({ AlarmNames: ['a-1', 'gone'] }))).rejects.toMatchObject({ name: 'ResourceNotFound', $metadata: { httpStatusCode: 404 } });
  expect(await found({})).toEqual(['a-2', 'b-1']);
});

const unset = { Namespace: undefined, MetricName: undefined, Statistic: undefined, Period: undefined };
const query = (Id: string) => ({ Id, MetricStat: { Metric: { Namespace: 'shop', MetricName: Id }, Period: 60, Stat: 'Sum' } });

describe('an alarm is refused', () => {
  test.each<[string, Partial<PutMetricAlarmCommandInput>, string]>([
    ['without a metric', { Namespace: undefined }, 'ValidationError'],
    ['without a period', { Period: undefined }, 'ValidationError'],
    ['with a period of 5 s', { Period: 5 }, 'InvalidParameterValue'],
    ['with two statistics', { ExtendedStatistic: 'p90' }, 'ValidationError'],
    ['with no statistic', { Statistic: undefined }, 'ValidationError'],
    ['with a statistic that is none', { Statistic: 'Median' as never }, 'ValidationError'],
    ['with an extended statistic that is none', { Statistic: undefined, ExtendedStatistic: 'p101' }, 'InvalidParameterValue'],
    ['without a threshold', { Threshold: undefined }, 'ValidationError'],
    ['with 0 periods', { EvaluationPeriods: 0 }, 'ValidationError'],
    ['with more datapoints to alarm than periods', { DatapointsToAlarm: 3 }, 'ValidationError'],
    ['over more than a day', { EvaluationPeriods: 1_441 }, 'ValidationError'],
    ['with a comparison that is none', { ComparisonOperator: 'Equal' as never }, 'ValidationError'],
    ['with anomaly detection', { ComparisonOperator: 'GreaterThanUpperThreshold' }, 'ValidationError'],
    ['with a treatment of missing data that is none', { TreatMissingData: 'zero' }, 'ValidationError'],
    ['with six actions', { AlarmActions: Array.from({ length: 6 }, () => TOPIC) }, 'ValidationError'],
    ['with an action that is no ARN', { AlarmActions: ['me'] }, 'ValidationError'],
    ['with a metric and metrics', { Metrics: [query('a')] }, 'ValidationError'],
    ['with two metrics that return data', { ...unset, Metrics: [query('a'), query('b')] }, 'ValidationError'],
    ['with an expression on a metric that is not there', { ...unset, Metrics: [{ Id: 'a', Expression: 'b + 1' }] }, 'ValidationError'],
    ['with a name of 256 characters', { AlarmName: 'x'.repeat(256) }, 'ValidationError'],
    ['with a tag of AWS', { Tags: [{ Key: 'aws:x', Value: '' }] }, 'InvalidParameterValue'],
  ])('%s', async (_what, changes, Code) => {
    await expect(put(changes)).rejects.toMatchObject({ Code, $metadata: { httpStatusCode: 400 } });
    expect((await fixture.client.send(new DescribeAlarmsCommand({}))).MetricAlarms).toEqual([]);
  });
});

test.each<[string, () => Promise<unknown>, string, number]>([
  ['a state of an alarm that is not there', () => fixture.client.send(new SetAlarmStateCommand({ AlarmName: 'none', StateValue: 'OK', StateReason: '' })), 'ResourceNotFound', 404],
  ['a state that is none', async () => (await put(), fixture.client.send(new SetAlarmStateCommand({ AlarmName: 'errors', StateValue: 'RED' as never, StateReason: '' }))), 'ValidationError', 400],
  ['reason data that are no JSON', async () => (await put(), fixture.client.send(new SetAlarmStateCommand({ AlarmName: 'errors', StateValue: 'OK', StateReason: '', StateReasonData: '{' }))), 'InvalidFormat', 400],
  ['names and a prefix', () => fixture.client.send(new DescribeAlarmsCommand({ AlarmNames: ['a'], AlarmNamePrefix: 'a' })), 'ValidationError', 400],
  ['101 records a page', () => fixture.client.send(new DescribeAlarmsCommand({ MaxRecords: 101 })), 'ValidationError', 400],
  ['a token that is none', () => fixture.client.send(new DescribeAlarmsCommand({ NextToken: 'x' })), 'InvalidNextToken', 400],
  ['tags of a resource that is not there', () => fixture.client.send(new ListTagsForResourceCommand({ ResourceARN: 'arn:none' })), 'ResourceNotFoundException', 404],
])('%s is refused', async (_what, ask, Code, httpStatusCode) => {
  await expect(ask()).rejects.toMatchObject({ Code, $metadata: { httpStatusCode } });
});
