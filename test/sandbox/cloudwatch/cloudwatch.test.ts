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
import { SANDBOX_CREDENTIALS } from '../../../sandbox/wire/credentials.ts';
import { createMetricStore } from '../../../sandbox/cloudwatch/metric-store.ts';
import { pack, unpack } from '../../../sandbox/cloudwatch/packed-span.ts';
import { addToAggregate, emptyAggregate } from '../../../sandbox/cloudwatch/aggregate.ts';
import type { Snapshot } from '../../../sandbox/state/snapshot.ts';
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
  wire = await startWireServer({ host: '127.0.0.1', services: { monitoring: cloudwatch.service }, now: Date.now });
  client = new CloudWatchClient({ region: 'us-east-1', credentials: SANDBOX_CREDENTIALS, maxAttempts: 1, endpoint: wire.endpoint });
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
    expect([first, second].map(({ MetricDataResults }) => MetricDataResults?.[0]?.StatusCode)).toEqual(['PartialData', 'Complete']);
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
    ['a value that is too large', { MetricName: 'a', Value: 2e300 }, 'InvalidParameterValue'],
    ['a time of 15 days ago', { MetricName: 'a', Value: 1, Timestamp: new Date(START - 15 * 86_400_000) }, 'InvalidParameterValue'],
    ['151 values', { MetricName: 'a', Values: Array.from({ length: 151 }, () => 1) }, 'InvalidParameterValue'],
    ['a count of 0', { MetricName: 'a', Values: [1], Counts: [0] }, 'InvalidParameterValue'],
    ['a set without samples', { MetricName: 'a', StatisticValues: { SampleCount: 0, Sum: 0, Minimum: 0, Maximum: 0 } }, 'InvalidParameterValue'],
    ['a unit that is none', { MetricName: 'a', Value: 1, Unit: 'Apples' as never }, 'InvalidParameterValue'],
    ['31 dimensions', { MetricName: 'a', Value: 1, Dimensions: Array.from({ length: 31 }, (_, i) => ({ Name: `d${i}`, Value: 'v' })) }, 'InvalidParameterValue'],
    ['a dimension twice', { MetricName: 'a', Value: 1, Dimensions: [{ Name: 'd', Value: '1' }, { Name: 'd', Value: '2' }] }, 'InvalidParameterValue'],
    ['a dimension without a value', { MetricName: 'a', Value: 1, Dimensions: [{ Name: 'b', Value: '' }] }, 'InvalidParameterValue'],
  ])('is refused whole with %s', async (_, datum, Code) => {
    await expect(send({ MetricName: 'fine', Value: 1 }, datum)).rejects.toMatchObject({ Code });
    expect((await client.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
  });

  test('may not go into a namespace of AWS', async () => {
    await expect(client.send(new PutMetricDataCommand({ Namespace: 'AWS/ApplicationELB', MetricData: [{ MetricName: 'a', Value: 1 }] }))).rejects.toMatchObject({ Code: 'InvalidParameterValue' });
  });
});

describe('of what a caller puts', () => {
  const Metric = { Namespace: 'shop', MetricName: 'orders' };
  const send = (...MetricData: MetricDatum[]) => client.send(new PutMetricDataCommand({ Namespace: 'shop', MetricData }));
  const statistics = async (input: object) =>
    (await client.send(new GetMetricStatisticsCommand({ ...Metric, StartTime: new Date(START - 60_000), EndTime: new Date(START + 60_000), Period: 60, Statistics: ['Sum'], ...input }))).Datapoints?.map(({ Unit, Sum, ExtendedStatistics }) => ({ Unit, Sum, ...ExtendedStatistics }));

  test('each unit is a series of its own, and all of them together where none is asked for', async () => {
    await send({ MetricName: 'orders', Value: 1, Unit: 'Count' }, { MetricName: 'orders', Value: 10, Unit: 'Bytes' });
    expect(await statistics({ Unit: 'Bytes' })).toEqual([{ Unit: 'Bytes', Sum: 10 }]);
    expect(await statistics({})).toEqual([{ Unit: 'Count', Sum: 11 }]);
    expect(await statistics({ Unit: 'Seconds' })).toEqual([]);
  });

  test('a set of equal values has percentiles as values have', async () => {
    await send({ MetricName: 'orders', StatisticValues: { SampleCount: 4, Sum: 8, Minimum: 2, Maximum: 2 } });
    expect(await statistics({ Statistics: undefined, ExtendedStatistics: ['p99'] })).toEqual([{ Unit: 'None', Sum: undefined, p99: 2 }]);
  });

  test('minutes of two weeks ago can be asked for in periods of a minute, and not in shorter ones', async () => {
    await send({ MetricName: 'orders', Value: 7, Timestamp: new Date(START - 13 * 86_400_000), StorageResolution: 1 });
    const age = { StartTime: new Date(START - 14 * 86_400_000), EndTime: new Date(START) };
    const values = async (Period: number) => (await client.send(new GetMetricDataCommand({ ...age, MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Stat: 'Sum', Period } }] }))).MetricDataResults?.[0]?.Values;
    expect(await values(10)).toEqual([]);
    expect(await values(60)).toEqual([7]);
  });

  test('what was put in seconds is kept in minutes after three hours', async () => {
    await send(...[1, 2, 3].map((Value, i) => ({ MetricName: 'orders', Value, StorageResolution: 1, Timestamp: new Date(START + i * 1_000) })));
    time += 4 * 3_600_000;
    await send({ MetricName: 'orders', Value: 9, StorageResolution: 1 });
    expect(await statistics({ EndTime: new Date(START + 60_000), ExtendedStatistics: ['p50'] })).toEqual([{ Unit: 'None', Sum: 6, p50: 2 }]);
  });

  test('labels have their dynamic parts filled in', async () => {
    await send(...[5, 7, 6].map((Value, i) => ({ MetricName: 'orders', Value, Timestamp: new Date(START + i * 60_000) })));
    const label = async (Label: string) =>
      (await client.send(new GetMetricDataCommand({ StartTime: new Date(START), EndTime: new Date(START + 600_000), LabelOptions: { Timezone: '+0130' }, MetricDataQueries: [{ Id: 'a', Label, MetricStat: { Metric, Stat: 'Sum', Period: 60 } }] }))).MetricDataResults?.[0]?.Label;
    expect(await label("${PROP('MetricName')} ${LAST} of ${SUM}, ${NOPE}")).toBe('orders 6 of 18, ${NOPE}');
    expect(await label('${MAX} at ${MAX_TIME}')).toBe('7 at 2027-01-15 09:31:00');
  });

  test('those that are silent for three hours are not among the recently active, and for two weeks not listed at all', async () => {
    await send({ MetricName: 'orders', Value: 1 });
    const listed = async (RecentlyActive?: 'PT3H') => (await client.send(new ListMetricsCommand({ RecentlyActive }))).Metrics?.length;
    expect([await listed(), await listed('PT3H')]).toEqual([1, 1]);
    time += 3 * 3_600_000;
    expect([await listed(), await listed('PT3H')]).toEqual([1, 0]);
    time += 14 * 86_400_000;
    expect(await listed()).toBe(0);
  });

  test('a restart forgets nothing', async () => {
    await send({ MetricName: 'orders', Values: [0, 1, 5], Unit: 'Count' });
    put('RequestCount', 1, 1);
    const snapshot = JSON.parse(JSON.stringify(cloudwatch.snapshot())) as Snapshot;
    const again = createCloudwatch({ periodSeconds: 10, now: () => time, restored: snapshot });
    again.metrics.put('AWS/ApplicationELB', 'RequestCount', DIMENSIONS, 1);
    time += 60_000;
    const query = (Id: string, metric: object, Stat: string) => ({ Id, MetricStat: { Metric: metric, Stat, Period: 60 } });
    const Balancer = { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount', Dimensions: Object.entries(DIMENSIONS).map(([Name, Value]) => ({ Name, Value })) };
    const answer = again.service.operations['GetMetricData']?.({ StartTime: new Date(START), EndTime: new Date(time), MetricDataQueries: [query('a', Metric, 'p99'), query('b', Metric, 'p1'), query('c', Balancer, 'Sum')] });
    expect(answer).toMatchObject({ MetricDataResults: [{ Values: [5] }, { Values: [0] }, { Values: [3] }] });
  });
});

test('memory is bounded: of the series with most in it the oldest goes first', () => {
  const store = createMetricStore(() => time, { maxCells: 5_500 });
  const series = (metric: string) => store.series({ name: { namespace: 'shop', metric, dimensions: {} }, unit: 'None', resolutionMs: 1_000, publishedAtEnd: false });
  store.add(series('quiet'), START, 1, 1);
  for (let i = 0; i < 5_000; i += 1) {
    time = START + i * 1_000;
    store.add(series('busy'), time, i + 1, 1);
  }
  const sizes = Object.fromEntries(store.all().map(({ name, spans }) => [name.metric, spans.size]));
  expect(sizes['quiet']).toBe(1);
  expect(sizes['busy']).toBeLessThanOrEqual(500);
  expect(sizes['busy']).toBeGreaterThan(300);
  expect(store.read({ namespace: 'shop', metric: 'busy', dimensions: {} }, 1_000, time, time + 1_000)).toMatchObject([{ aggregate: { sum: 5_000 } }]);
});

test('memory is bounded where many series have much in one moment, too', () => {
  const store = createMetricStore(() => time, { maxCells: 1_000 });
  for (let i = 0; i < 50; i += 1) {
    const series = store.series({ name: { namespace: 'shop', metric: `m${i}`, dimensions: {} }, unit: 'None', resolutionMs: 60_000, publishedAtEnd: false });
    for (let j = 0; j < 150; j += 1) store.add(series, START, 1.02 ** j, 1);
  }
  const buckets = store.all().flatMap(({ spans }) => [...spans.values()]).reduce((sum, packed) => sum + packed.buckets, 0);
  expect(buckets).toBeGreaterThan(500);
  expect(buckets).toBeLessThanOrEqual(1_100);
});

test('what is packed comes back: single values as they were, others to half their digits, counts beyond those too', () => {
  const aggregate = emptyAggregate();
  for (const [value, times] of [[0.1, 3], [0, 2], [7, 2 ** 40 + 1], [100, 1], [100.3, 5], [1e-40, 1], [1.005e-40, 1]] as const) addToAggregate(aggregate, value, times);
  const { histogram, ...rest } = unpack(pack(aggregate));
  expect(rest).toEqual({ sum: aggregate.sum, count: aggregate.count, minimum: 0, maximum: 100.3 });
  expect(new Set(histogram.keys())).toEqual(new Set(aggregate.histogram.keys()));
  for (const [index, { count, low, high }] of aggregate.histogram) {
    const back = histogram.get(index)!;
    expect(back.count).toBe(count);
    expect((back.low + back.high) / (low + high || 1)).toBeCloseTo(low + high ? 1 : 0, 6);
  }
  expect(histogram.get([...aggregate.histogram.keys()][0]!)).toEqual({ count: 3, low: 0.1, high: 0.1 });
});

describe('a query is refused', () => {
  const Metric = { Namespace: 'a', MetricName: 'b' };
  test.each<[string, Partial<GetMetricDataCommandInput>, string]>([
    ['with a period of 7 s', { MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Stat: 'Sum', Period: 7 } }] }, 'InvalidParameterValue'],
    ['with a period of 90 s', { MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Stat: 'Sum', Period: 90 } }] }, 'InvalidParameterValue'],
    ['with a statistic that is none', { MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Stat: 'p101', Period: 60 } }] }, 'InvalidParameterValue'],
    ['with an expression and a metric', { MetricDataQueries: [{ Id: 'a', Expression: '1', MetricStat: { Metric, Stat: 'Sum', Period: 60 } }] }, 'ValidationError'],
    ['that returns nothing', { MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Stat: 'Sum', Period: 60 }, ReturnData: false }] }, 'ValidationError'],
    ['with 501 queries', { MetricDataQueries: Array.from({ length: 501 }, (_, i) => ({ Id: `a${i}`, MetricStat: { Metric, Stat: 'Sum', Period: 60 } })) }, 'ValidationError'],
    ['with a unit that is none', { MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Stat: 'Sum', Period: 60, Unit: 'Apples' as never } }] }, 'InvalidParameterValue'],
    ['with 100,801 points a page', { MaxDatapoints: 100_801 }, 'ValidationError'],
    ['in an order that is none', { ScanBy: 'Sideways' as never }, 'ValidationError'],
    ['with a time zone that is none', { LabelOptions: { Timezone: 'CET' } }, 'ValidationError'],
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
