import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDatum,
} from '@aws-sdk/client-cloudwatch';
import { createCloudwatch, type Cloudwatch } from '../../../sandbox/cloudwatch/cloudwatch.ts';
import { startWireServer, type WireServer } from '../../../sandbox/wire/server.ts';

/** On the minute. */
const START = 1_800_000_000_000;
const DIMENSIONS = Object.freeze({ LoadBalancer: 'app/shop/1', TargetGroup: 'targetgroup/legacy/1' });

let time: number;
let cloudwatch: Cloudwatch;
let wire: WireServer;
let client: CloudWatchClient;

beforeEach(async () => {
  time = START;
  cloudwatch = createCloudwatch({ periodSeconds: 10, now: () => time });
  wire = await startWireServer({ host: '127.0.0.1', services: { monitoring: cloudwatch.service } });
  client = new CloudWatchClient({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'y' }, maxAttempts: 1, endpoint: wire.endpoint });
});
afterEach(async () => {
  client.destroy();
  await wire.close();
});

function put(metric: string, ...values: readonly number[]): void {
  for (const value of values) cloudwatch.metrics.put('AWS/ApplicationELB', metric, DIMENSIONS, value);
}

interface Asked {
  readonly metric?: string;
  readonly stat?: string;
  readonly period?: number;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly input?: Partial<GetMetricDataCommandInput>;
}

async function get({ metric = 'RequestCount', stat = 'Sum', period = 10, dimensions = DIMENSIONS, input = {} }: Asked = {}): Promise<readonly (readonly [number, number])[]> {
  const Metric = { Namespace: 'AWS/ApplicationELB', MetricName: metric, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) };
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({ StartTime: new Date(START - 60_000), EndTime: new Date(START + 3_600_000), MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Stat: stat, Period: period } }], ...input }),
  );
  const [{ Timestamps = [], Values = [] } = {}] = MetricDataResults ?? [];
  return Timestamps.map((at, i) => [(at.getTime() - START) / 1_000, Values[i] ?? Number.NaN] as const);
}

describe('what a service puts', () => {
  test('is published when its period is over, not before', async () => {
    put('RequestCount', 1, 1);
    expect(await get()).toEqual([]);
    time += 10_000;
    expect(await get()).toEqual([[0, 2]]);
  });

  test('comes newest first, unless asked otherwise, and a period without values is not there', async () => {
    put('RequestCount', 1);
    time += 20_000;
    put('RequestCount', 1, 1, 1);
    time += 10_000;
    expect(await get()).toEqual([[20, 3], [0, 1]]);
    expect(await get({ input: { ScanBy: 'TimestampAscending' } })).toEqual([[0, 1], [20, 3]]);
  });

  test('is added up over a longer period', async () => {
    for (let i = 0; i < 7; i++) {
      put('RequestCount', 1);
      time += 10_000;
    }
    expect(await get({ period: 60 })).toEqual([[60, 1], [0, 6]]);
  });

  test('is found under exactly its dimensions', async () => {
    put('RequestCount', 1);
    time += 10_000;
    expect(await get({ dimensions: { LoadBalancer: 'app/shop/1' } })).toEqual([]);
    expect(await get({ dimensions: { TargetGroup: 'targetgroup/legacy/1', LoadBalancer: 'app/shop/1' } })).toEqual([[0, 1]]);
  });

  test('includes the start and excludes the end of the time asked for', async () => {
    for (let i = 0; i < 3; i++) {
      put('RequestCount', 1);
      time += 10_000;
    }
    expect(await get({ input: { StartTime: new Date(START + 10_000), EndTime: new Date(START + 20_000) } })).toEqual([[10, 1]]);
  });

  test('is forgotten after three hours', async () => {
    put('RequestCount', 1);
    time += 3 * 3_600_000 + 10_000;
    expect(await get()).toEqual([]);
  });

  test.each([
    ['SampleCount', 100],
    ['Sum', 5.05],
    ['Average', 0.0505],
    ['Minimum', 0.001],
    ['Maximum', 0.1],
    ['p50', 0.05],
    ['p99', 0.099],
    ['p100', 0.1],
    ['p0', 0.001],
    ['PR(:0.03)', 30],
    ['PR(0.03:)', 70],
    ['PR(0.02:0.06)', 40],
    ['PR(:5)', 100],
  ])('has the statistic %s', async (stat, expected) => {
    put('TargetResponseTime', ...Array.from({ length: 100 }, (_, i) => (i + 1) / 1_000));
    time += 10_000;
    const [[, value] = [0, 0]] = await get({ metric: 'TargetResponseTime', stat });
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(expected * 0.0101);
  });

  test('comes in pages of as many points as asked for', async () => {
    for (let i = 0; i < 3; i++) {
      put('RequestCount', i);
      time += 10_000;
    }
    const query = { Id: 'a', MetricStat: { Metric: { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount', Dimensions: Object.entries(DIMENSIONS).map(([Name, Value]) => ({ Name, Value })) }, Stat: 'Sum', Period: 10 } };
    const input = { StartTime: new Date(START), EndTime: new Date(time), MetricDataQueries: [query], MaxDatapoints: 2 };
    const first = await client.send(new GetMetricDataCommand(input));
    const second = await client.send(new GetMetricDataCommand({ ...input, NextToken: first.NextToken }));
    expect([first.MetricDataResults?.[0]?.Values, second.MetricDataResults?.[0]?.Values, second.NextToken]).toEqual([[2, 1], [0], undefined]);
  });
});

describe('what a caller puts', () => {
  const send = (...MetricData: MetricDatum[]): Promise<unknown> => client.send(new PutMetricDataCommand({ Namespace: 'shop', MetricData }));

  test('is there at once, and listed', async () => {
    await send({ MetricName: 'orders', Dimensions: [{ Name: 'shop', Value: 'a' }], Values: [1, 5], Counts: [3, 1], Unit: 'Count', Timestamp: new Date(START + 500) });
    await send({ MetricName: 'orders', Dimensions: [{ Name: 'shop', Value: 'b' }], StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 } });
    const { Metrics } = await client.send(new ListMetricsCommand({ Namespace: 'shop', Dimensions: [{ Name: 'shop', Value: 'a' }] }));
    expect(Metrics).toEqual([{ Namespace: 'shop', MetricName: 'orders', Dimensions: [{ Name: 'shop', Value: 'a' }] }]);
    const range = { Namespace: 'shop', MetricName: 'orders', StartTime: new Date(START), EndTime: new Date(START + 60_000), Period: 60 };
    const a = await client.send(new GetMetricStatisticsCommand({ ...range, Dimensions: [{ Name: 'shop', Value: 'a' }], Statistics: ['Sum', 'SampleCount'], ExtendedStatistics: ['p50'] }));
    expect(a.Datapoints).toEqual([{ Timestamp: new Date(START), Unit: 'Count', Sum: 8, SampleCount: 4, ExtendedStatistics: { p50: 1 } }]);
    const b = await client.send(new GetMetricStatisticsCommand({ ...range, Dimensions: [{ Name: 'shop', Value: 'b' }], Statistics: ['Average'], ExtendedStatistics: ['p50'] }));
    expect(b.Datapoints).toEqual([{ Timestamp: new Date(START), Unit: 'None', Average: 1.5, ExtendedStatistics: {} }]);
  });

  test.each<[string, MetricDatum, string]>([
    ['two kinds of value', { MetricName: 'a', Value: 1, Values: [1] }, 'InvalidParameterCombination'],
    ['no value', { MetricName: 'a' }, 'InvalidParameterCombination'],
    ['a count for no value', { MetricName: 'a', Values: [1], Counts: [1, 2] }, 'InvalidParameterValue'],
    ['a time of three hours ahead', { MetricName: 'a', Value: 1, Timestamp: new Date(START + 3 * 3_600_000) }, 'InvalidParameterValue'],
    ['a resolution of 10 s', { MetricName: 'a', Value: 1, StorageResolution: 10 }, 'InvalidParameterValue'],
    ['a dimension without a value', { MetricName: 'a', Value: 1, Dimensions: [{ Name: 'b', Value: '' }] }, 'InvalidParameterValue'],
  ])('is refused whole with %s', async (_, datum, Code) => {
    await expect(send({ MetricName: 'fine', Value: 1 }, datum)).rejects.toMatchObject({ Code });
    expect((await client.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
  });

  test('may not go into a namespace of AWS', async () => {
    await expect(client.send(new PutMetricDataCommand({ Namespace: 'AWS/ApplicationELB', MetricData: [{ MetricName: 'a', Value: 1 }] }))).rejects.toMatchObject({ Code: 'InvalidParameterValue' });
  });
});

describe('a query is refused', () => {
  const Metric = { Namespace: 'a', MetricName: 'b' };
  test.each<[string, Partial<GetMetricDataCommandInput>, string]>([
    ['with a period of 7 s', { MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Stat: 'Sum', Period: 7 } }] }, 'InvalidParameterValue'],
    ['with a period of 90 s', { MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Stat: 'Sum', Period: 90 } }] }, 'InvalidParameterValue'],
    ['with a statistic that is none', { MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Stat: 'p101', Period: 60 } }] }, 'InvalidParameterValue'],
    ['with an expression', { MetricDataQueries: [{ Id: 'a', Expression: 'SUM(METRICS())' }] }, 'ValidationError'],
    ['with an id that begins with a capital', { MetricDataQueries: [{ Id: 'A', MetricStat: { Metric, Stat: 'Sum', Period: 60 } }] }, 'ValidationError'],
    ['with one id twice', { MetricDataQueries: [1, 2].map(() => ({ Id: 'a', MetricStat: { Metric, Stat: 'Sum', Period: 60 } })) }, 'ValidationError'],
    ['without a query', { MetricDataQueries: [] }, 'ValidationError'],
    ['with its end before its start', { StartTime: new Date(START), EndTime: new Date(START) }, 'ValidationError'],
    ['with a token that is none', { NextToken: 'next' }, 'InvalidNextToken'],
  ])('%s', async (_, input, Code) => {
    await expect(get({ input })).rejects.toMatchObject({ Code });
  });
});

test('a period that CloudWatch does not take cannot be published', () => {
  expect(() => createCloudwatch({ periodSeconds: 7, now: () => 0 })).toThrow('1, 5, 10, 20, 30 or a multiple of 60');
});

test('callers put no more metrics than fit, and services put theirs all the same', async () => {
  const fill = async (): Promise<void> => {
    for (let i = 0; i <= 10; i++) await client.send(new PutMetricDataCommand({ Namespace: 'a', MetricData: Array.from({ length: 1_000 }, (_, j) => ({ MetricName: `m${i}-${j}`, Value: 1 })) }));
  };
  await expect(fill()).rejects.toMatchObject({ Code: 'LimitExceeded' });
  put('RequestCount', 1);
  time += 10_000;
  expect(await get()).toEqual([[0, 1]]);
});
