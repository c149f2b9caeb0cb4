import type { Ask, Row, ServiceTable } from '../row.ts';
import { about, aDate, arnOf, having, lacking, text } from './expected.ts';

const MONITORING = 'monitoring';
const NAMESPACE = 'Row/Scene';
const PERIOD = 60_000;
const DIMENSIONS = [{ Name: 'Shop', Value: 'one' }];
/** The last whole period that is over. */
const RECENTLY = Math.floor(Date.now() / PERIOD) * PERIOD - PERIOD;
const WINDOW = { StartTime: new Date(RECENTLY), EndTime: new Date(RECENTLY + PERIOD) };
const GONE = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:nobody';

const alarm = (AlarmName: string, changes: object = {}) => ({ AlarmName, Namespace: NAMESPACE, MetricName: 'latency', Dimensions: DIMENSIONS, Statistic: 'Average', Period: 60, EvaluationPeriods: 1, Threshold: 1_000, ComparisonOperator: 'GreaterThanThreshold', ...changes });
const put = (ask: Ask, AlarmName: string, changes: object = {}) => ask(MONITORING, 'PutMetricAlarm', alarm(AlarmName, changes));
const own = (name: string, changes: object = {}) => async (ask: Ask) => {
  await put(ask, name, changes);
  return { arn: await ask(MONITORING, 'DescribeAlarms', { AlarmNames: [name] }, 'MetricAlarms.0.AlarmArn') };
};
const query = (Stat: string, changes: object = {}) => ({ Id: 'm', MetricStat: { Metric: { Namespace: NAMESPACE, MetricName: 'latency', Dimensions: DIMENSIONS }, Period: 60, Stat, ...changes } });

const metrics: Readonly<Record<string, Row>> = {
  PutMetricData: {
    input: { Namespace: 'Row/Put', MetricData: [{ MetricName: 'put', Value: 7.5, Timestamp: new Date(RECENTLY), Unit: 'Milliseconds' }] },
    answer: {},
    afterwards: ['GetMetricStatistics', { Namespace: 'Row/Put', MetricName: 'put', ...WINDOW, Period: 60, Statistics: ['Sum'] }, { Datapoints: [{ Sum: 7.5, Unit: 'Milliseconds' }] }],
    refused: [
      { what: 'a namespace of AWS’s', input: { Namespace: 'AWS/ECS', MetricData: [{ MetricName: 'put', Value: 1 }] }, code: 'InvalidParameterValue' },
      { what: 'a value beside values', input: { Namespace: 'Row/Put', MetricData: [{ MetricName: 'put', Value: 1, Values: [1] }] }, code: 'InvalidParameterCombination' },
      { what: 'a value of three weeks ago', input: { Namespace: 'Row/Put', MetricData: [{ MetricName: 'put', Value: 1, Timestamp: new Date(RECENTLY - 21 * 86_400_000) }] }, code: 'InvalidParameterValue' },
    ],
  },
  GetMetricStatistics: {
    input: { Namespace: NAMESPACE, MetricName: 'latency', Dimensions: DIMENSIONS, ...WINDOW, Period: 60, Statistics: ['Sum', 'SampleCount', 'Maximum'] },
    answer: { Label: 'latency', Datapoints: [{ Timestamp: new Date(RECENTLY), Sum: 5_050, SampleCount: 100, Maximum: 100 }] },
    refused: [{ what: 'a period of 61 s', input: { Namespace: NAMESPACE, MetricName: 'latency', ...WINDOW, Period: 61, Statistics: ['Sum'] }, code: 'InvalidParameterValue' }],
  },
  GetMetricData: {
    input: {
      ...WINDOW,
      MetricDataQueries: [{ ...query('p90'), Id: 'p' }, { ...query('PR(:50)'), Id: 'r' }, { ...query('Sum'), Id: 's' }, { Id: 'half', Expression: 's / 2' }],
    },
    answer: { MetricDataResults: [{ Id: 'p', Values: [about(90)], Timestamps: [new Date(RECENTLY)], StatusCode: 'Complete' }, { Id: 'r', Values: [about(50)] }, { Id: 's', Values: [5_050] }, { Id: 'half', Values: [2_525] }] },
    refused: [
      { what: 'a statistic that there is not', input: { ...WINDOW, MetricDataQueries: [query('Mode')] }, code: 'InvalidParameterValue' },
      { what: 'an id twice', input: { ...WINDOW, MetricDataQueries: [query('Sum'), query('Sum')] }, code: 'ValidationError' },
      { what: 'an end before its start', input: { StartTime: WINDOW.EndTime, EndTime: WINDOW.StartTime, MetricDataQueries: [query('Sum')] }, code: 'ValidationError' },
    ],
  },
  ListMetrics: {
    input: { Namespace: NAMESPACE, Dimensions: [{ Name: 'Shop' }] },
    answer: { Metrics: [{ Namespace: NAMESPACE, MetricName: 'latency', Dimensions: DIMENSIONS }] },
    refused: [{ what: 'a token that nobody gave', input: { NextToken: 'nothing!' }, code: 'InvalidNextToken' }],
  },
};

const alarms: Readonly<Record<string, Row>> = {
  PutMetricAlarm: {
    input: alarm('made', { AlarmDescription: 'made', TreatMissingData: 'notBreaching' }),
    answer: {},
    afterwards: ['DescribeAlarms', { AlarmNames: ['made'] }, { MetricAlarms: [{ AlarmName: 'made', AlarmArn: arnOf('cloudwatch', 'alarm:made$'), AlarmDescription: 'made', Threshold: 1_000, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching', ActionsEnabled: true }] }],
    refused: [
      { what: 'a period of 61 s', input: alarm('refused', { Period: 61 }), code: 'InvalidParameterValue' },
      { what: 'no period', input: alarm('refused', { Period: undefined }), code: 'ValidationError' },
    ],
  },
  DescribeAlarms: {
    input: { AlarmNamePrefix: 'sce' },
    answer: { MetricAlarms: [{ AlarmName: 'scene', AlarmArn: arnOf('cloudwatch', 'alarm:scene$'), StateUpdatedTimestamp: aDate, Dimensions: DIMENSIONS }] },
    refused: [{ what: 'names beside a prefix', input: { AlarmNames: ['scene'], AlarmNamePrefix: 's' }, code: 'ValidationError' }],
  },
  DescribeAlarmsForMetric: {
    input: { Namespace: NAMESPACE, MetricName: 'latency', Dimensions: DIMENSIONS },
    answer: { MetricAlarms: having({ AlarmName: 'scene' }) },
    afterwards: ['DescribeAlarmsForMetric', { Namespace: NAMESPACE, MetricName: 'latency' }, { MetricAlarms: [] }],
  },
  DeleteAlarms: {
    given: own('deleted'),
    input: { AlarmNames: ['deleted'] },
    answer: {},
    afterwards: ['DescribeAlarms', {}, { MetricAlarms: lacking('AlarmName', 'deleted') }],
    refused: [{ what: 'one that is not there', input: { AlarmNames: ['nobody'] }, code: 'ResourceNotFound', status: 404 }],
  },
  SetAlarmState: {
    // Nothing has values of that metric, so that the alarm does not change by itself.
    given: own('set', { MetricName: 'nobody' }),
    input: { AlarmName: 'set', StateValue: 'ALARM', StateReason: 'the row says so' },
    answer: {},
    afterwards: ['DescribeAlarmHistory', { AlarmName: 'set', HistoryItemType: 'StateUpdate' }, { AlarmHistoryItems: having({ HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to ALARM' }) }],
    refused: [
      { what: 'an alarm that is not there', input: { AlarmName: 'nobody', StateValue: 'OK', StateReason: '' }, code: 'ResourceNotFound', status: 404 },
      { what: 'a state that there is not', input: { AlarmName: 'set', StateValue: 'FINE', StateReason: '' }, code: 'ValidationError' },
    ],
  },
  DescribeAlarmHistory: {
    input: { AlarmName: 'scene', HistoryItemType: 'ConfigurationUpdate' },
    answer: { AlarmHistoryItems: [{ AlarmName: 'scene', AlarmType: 'MetricAlarm', Timestamp: aDate, HistoryItemType: 'ConfigurationUpdate', HistorySummary: text }] },
    refused: [{ what: 'a token that nobody gave', input: { NextToken: 'nothing!' }, code: 'InvalidNextToken' }],
  },
  DisableAlarmActions: {
    given: own('disabled'),
    input: { AlarmNames: ['disabled'] },
    answer: {},
    afterwards: ['DescribeAlarms', { AlarmNames: ['disabled'] }, { MetricAlarms: [{ ActionsEnabled: false }] }],
  },
  EnableAlarmActions: {
    given: own('enabled', { ActionsEnabled: false }),
    input: { AlarmNames: ['enabled'] },
    answer: {},
    afterwards: ['DescribeAlarms', { AlarmNames: ['enabled'] }, { MetricAlarms: [{ ActionsEnabled: true }] }],
  },
};

const tagging: Readonly<Record<string, Row>> = {
  TagResource: {
    given: own('tagged'),
    input: ({ arn }) => ({ ResourceARN: arn, Tags: [{ Key: 'team', Value: 'shop' }] }),
    answer: {},
    afterwards: ['ListTagsForResource', ({ arn }) => ({ ResourceARN: arn }), { Tags: [{ Key: 'team', Value: 'shop' }] }],
    refused: [{ what: 'what is not there', input: { ResourceARN: GONE, Tags: [{ Key: 'a', Value: '' }] }, code: 'ResourceNotFoundException', status: 404 }],
  },
  ListTagsForResource: {
    given: own('tagless'),
    input: ({ arn }) => ({ ResourceARN: arn }),
    answer: { Tags: [] },
    refused: [{ what: 'what is not there', input: { ResourceARN: GONE }, code: 'ResourceNotFoundException', status: 404 }],
  },
  UntagResource: {
    given: own('untagged', { Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }] }),
    input: ({ arn }) => ({ ResourceARN: arn, TagKeys: ['a'] }),
    answer: {},
    afterwards: ['ListTagsForResource', ({ arn }) => ({ ResourceARN: arn }), { Tags: [{ Key: 'b', Value: '2' }] }],
    refused: [{ what: 'what is not there', input: { ResourceARN: GONE, TagKeys: ['a'] }, code: 'ResourceNotFoundException', status: 404 }],
  },
};

export const CLOUDWATCH: ServiceTable = {
  service: MONITORING,
  scene: async (ask) => {
    await ask(MONITORING, 'PutMetricData', { Namespace: NAMESPACE, MetricData: [{ MetricName: 'latency', Dimensions: DIMENSIONS, Timestamp: new Date(RECENTLY), Values: Array.from({ length: 100 }, (_, i) => i + 1) }] });
    await put(ask, 'scene');
    return {};
  },
  rows: { ...metrics, ...alarms, ...tagging },
};
