import { describe, expect, test } from '@jest/globals';
import { addToAggregate, emptyAggregate, mergeAggregates, type Aggregate } from '../../../sandbox/cloudwatch/aggregate.ts';
import { parseStatistic } from '../../../sandbox/cloudwatch/statistic.ts';

function aggregateOf(values: readonly number[]): Aggregate {
  const aggregate = emptyAggregate();
  for (const value of values) addToAggregate(aggregate, value, 1);
  return aggregate;
}
const of = (name: string, values: readonly number[]) => parseStatistic(name)?.(aggregateOf(values));

describe('of 1 to 100', () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  test.each([
    ['p0', 1],
    ['p50', 50],
    ['p99', 99],
    ['p99.9', 100],
    ['p100', 100],
    ['tm90', 45.5],
    ['TM(10%:90%)', 50.5],
    ['TM(20:30)', 25.5],
    ['TM(90:)', 95.5],
    ['TM(:50%)', 25.5],
    ['IQM', 50.5],
    ['tc90', 90],
    ['TC(10:20)', 10],
    ['ts50', 1_275],
    ['TS(98:)', 199],
    // 91 to 100 become 90.
    ['wm90', (90 * 91) / 2 / 100 + (10 * 90) / 100],
    ['WM(10:90)', (10 * 10 + 80 * 50.5 + 10 * 90) / 100],
    ['PR(:30)', 30],
    ['PR(30:)', 70],
    ['PR(20:60)', 40],
  ])('%s is %d', (name, expected) => expect(of(name, values)).toBeCloseTo(expected, 6));
});

test.each(['p101', 'p-1', 'p', 'tm', 'PR(:)', 'PR(10%:90%)', 'TM(90%:10%)', 'TM(5:90%)', 'TM(:101%)', 'TM(1:2:3)', 'sum', 'P99', 'toString', 'TM((:1)'])('%s is no statistic', (name) => {
  expect(parseStatistic(name)).toBeUndefined();
});

test('percentiles over nine decades are within 0.5 %, in at most 2,000 buckets', () => {
  // Every value is some hundredth of a percent above the one before it: as spread as can be.
  const values = Array.from({ length: 50_000 }, (_, i) => 1e-4 * Math.exp((i / 50_000) * Math.log(1e8)));
  const aggregate = aggregateOf(values);
  expect(aggregate.histogram.size).toBeLessThanOrEqual(2_000);
  const worst = Math.max(...[1, 10, 50, 90, 99, 99.9].map((percent) => Math.abs((parseStatistic(`p${percent}`)?.(aggregate) ?? 0) / (values[Math.ceil((percent / 100) * 50_000) - 1] ?? 1) - 1)));
  expect(worst).toBeLessThanOrEqual(0.005);
});

test('values too spread for the buckets lose their low percentiles, not their high ones', () => {
  const values = Array.from({ length: 60_000 }, (_, i) => 1e-12 * Math.exp((i / 60_000) * Math.log(1e24)));
  const aggregate = aggregateOf(values);
  expect(aggregate.histogram.size).toBeLessThanOrEqual(2_000);
  expect(Math.abs((parseStatistic('p99')?.(aggregate) ?? 0) / (values[59_399] ?? 1) - 1)).toBeLessThanOrEqual(0.005);
  expect(parseStatistic('SampleCount')?.(aggregate)).toBe(60_000);
});

test('parts that were counted apart have the percentiles of the whole', () => {
  const values = Array.from({ length: 1_000 }, (_, i) => (i * 7_919) % 1_000);
  const merged = mergeAggregates([aggregateOf(values.slice(0, 300)), aggregateOf(values.slice(300))]);
  for (const name of ['p10', 'p90', 'tm90', 'PR(:500)', 'Sum', 'Minimum']) expect(parseStatistic(name)?.(merged)).toBeCloseTo(of(name, values) ?? Number.NaN, 9);
});

test('a value that came alone is exact', () => {
  expect(of('p50', [0.123_456_789, 5, 5, 5, 1_234.5])).toBe(5);
  expect(of('p10', [0.123_456_789, 5, 5, 5, 1_234.5])).toBe(0.123_456_789);
  expect(of('p50', [0, 0, 3])).toBe(0);
});

test('of negative values there are no percentiles, but all the rest', () => {
  expect(of('p50', [-1, 1])).toBeUndefined();
  expect(of('Minimum', [-1, 1])).toBe(-1);
  expect(of('Sum', [-1, 1])).toBe(0);
});

test('a range that holds no value has no mean', () => {
  expect(of('TM(50:60)', [1, 2])).toBeUndefined();
  expect(of('TC(50:60)', [1, 2])).toBe(0);
});
