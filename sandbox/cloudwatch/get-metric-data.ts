import type { GetMetricDataInput, GetMetricDataOutput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../wire/service.ts';
import { readDimensions, readPeriod, readStatistic, readTimes, readToken, tokenFor } from './inputs.ts';
import type { MetricName, MetricStore } from './metric-store.ts';
import type { Statistic } from './statistic.ts';

const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;

interface Query {
  readonly id: string;
  readonly label: string;
  readonly metric: MetricName;
  readonly periodMs: number;
  readonly statistic: Statistic;
  readonly unit: string | undefined;
}

/** Newest first unless asked otherwise. A period without values has no point. */
export function getMetricData(store: MetricStore, input: GetMetricDataInput): GetMetricDataOutput {
  const { from, to } = readTimes(input.StartTime, input.EndTime);
  const queries = readQueries(input.MetricDataQueries ?? []);
  const most = input.MaxDatapoints ?? MAX_DATAPOINTS;
  if (!Number.isInteger(most) || most < 1 || most > MAX_DATAPOINTS) throw invalid(`MaxDatapoints must be between 1 and ${MAX_DATAPOINTS}.`);
  const offset = readToken(input.NextToken);
  const points = queries.flatMap((query) => pointsOf(store, query, from, to, input.ScanBy === 'TimestampAscending'));
  const page = points.slice(offset, offset + most);
  return {
    MetricDataResults: queries.map((query) => {
      const own = page.filter((point) => point.id === query.id);
      return { Id: query.id, Label: query.label, Timestamps: own.map(({ at }) => new Date(at)), Values: own.map(({ value }) => value), StatusCode: 'Complete' };
    }),
    ...(offset + most < points.length ? { NextToken: tokenFor(offset + most) } : {}),
    Messages: [],
  };
}

interface Point {
  readonly id: string;
  readonly at: number;
  readonly value: number;
}

function pointsOf(store: MetricStore, { id, metric, periodMs, statistic, unit }: Query, from: number, to: number, ascending: boolean): readonly Point[] {
  if (unit !== undefined && unit !== store.unitOf(metric)) return [];
  const points = store.read(metric, periodMs, from, to).flatMap(({ at, aggregate }): Point[] => {
    const value = statistic(aggregate);
    return value === undefined ? [] : [{ id, at, value }];
  });
  return ascending ? points : points.toReversed();
}

function readQueries(queries: readonly MetricDataQuery[]): readonly Query[] {
  if (queries.length === 0 || queries.length > MAX_QUERIES) throw invalid(`There must be 1 to ${MAX_QUERIES} metric data queries.`);
  const ids = queries.map(({ Id = '' }) => Id);
  if (new Set(ids).size < ids.length) throw invalid('The ids of the metric data queries must be unique.');
  // What is not to be returned serves expressions only, and of those there are none here.
  const read = queries.map((query) => ({ query: readQuery(query), returned: query.ReturnData !== false }));
  if (!read.some(({ returned }) => returned)) throw invalid('At least one metric data query must have ReturnData true.');
  return read.filter(({ returned }) => returned).map(({ query }) => query);
}

function readQuery({ Id = '', Label, Expression, MetricStat }: MetricDataQuery): Query {
  if (!/^[a-z]\w{0,254}$/.test(Id)) throw invalid(`The value '${Id}' for parameter Id must begin with a lower-case letter and hold only letters, digits and underscores.`);
  if (Expression !== undefined) throw invalid(`The expression of '${Id}' cannot be evaluated: the sandbox has no metric math.`);
  if (!MetricStat) throw invalid(`The metric data query '${Id}' must have a MetricStat.`);
  const { Metric: { Namespace = '', MetricName = '', Dimensions } = {}, Period, Stat = '', Unit } = MetricStat;
  if (Namespace === '' || MetricName === '') throw invalid(`The metric of '${Id}' must have a Namespace and a MetricName.`);
  const metric = { namespace: Namespace, metric: MetricName, dimensions: readDimensions(Dimensions) };
  return { id: Id, label: Label ?? MetricName, metric, periodMs: readPeriod(Period), statistic: readStatistic(Stat), unit: Unit };
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
