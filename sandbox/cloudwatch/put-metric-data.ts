import type { MetricDatum, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../wire/service.ts';
import { addSummary, addToAggregate, type Aggregate } from './aggregate.ts';
import { invalidValue, readDimensions } from './inputs.ts';
import type { MetricName, MetricStore } from './metric-store.ts';

const MAX_DATA = 1_000;
const MAX_VALUES = 150;
const OLDEST_MS = 14 * 86_400_000;
const NEWEST_MS = 2 * 3_600_000;

interface Datum {
  readonly name: MetricName;
  readonly at: number;
  readonly resolutionMs: number;
  readonly unit: string;
  readonly add: (aggregate: Aggregate) => void;
}

/** Takes all of the data or, where one is refused, none. */
export function putMetricData(store: MetricStore, now: () => number, { Namespace = '', MetricData = [] }: PutMetricDataInput): void {
  if (Namespace === '' || Namespace.length > 255 || Namespace.startsWith(':')) throw invalidValue('The value for parameter Namespace must have 1 to 255 characters and not begin with a colon.');
  if (Namespace.startsWith('AWS/')) throw invalidValue('The value AWS/ for parameter Namespace is invalid: namespaces that begin with AWS/ are reserved.');
  if (MetricData.length > MAX_DATA) throw invalidValue(`The collection MetricData must not have a size greater than ${MAX_DATA}.`);
  for (const { name, at, resolutionMs, unit, add } of MetricData.map((datum) => readDatum(datum, Namespace, now()))) {
    const series = store.series(name, resolutionMs, false);
    series.unit = unit;
    add(store.span(series, at));
  }
}

function readDatum(datum: MetricDatum, namespace: string, now: number): Datum {
  const { MetricName = '', Dimensions, Timestamp, StorageResolution = 60, Unit = 'None' } = datum;
  if (MetricName === '' || MetricName.length > 255) throw new AwsError('MissingParameter', 'The parameter MetricData.member.MetricName is required.');
  const at = Timestamp?.getTime() ?? now;
  if (at < now - OLDEST_MS || at > now + NEWEST_MS) throw invalidValue(`The Timestamp of ${MetricName} must be from two weeks ago to two hours ahead.`);
  if (StorageResolution !== 1 && StorageResolution !== 60) throw invalidValue('The value for parameter StorageResolution must be 1 or 60.');
  return { name: { namespace, metric: MetricName, dimensions: readDimensions(Dimensions) }, at, resolutionMs: StorageResolution * 1_000, unit: Unit, add: readValues(datum) };
}

function readValues({ MetricName, Value, Values, Counts, StatisticValues }: MetricDatum): (aggregate: Aggregate) => void {
  if ([Value, Values, StatisticValues].filter((given) => given !== undefined).length !== 1) {
    throw new AwsError('InvalidParameterCombination', `Exactly one of Value, Values and StatisticValues must be specified for ${MetricName}.`);
  }
  if (StatisticValues) {
    const { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } = StatisticValues;
    if (!(SampleCount > 0) || Minimum > Maximum) throw invalidValue(`The StatisticValues of ${MetricName} must have samples, and a Minimum not above the Maximum.`);
    return (aggregate) => addSummary(aggregate, { sum: Sum, count: SampleCount, minimum: Minimum, maximum: Maximum });
  }
  const values = Values ?? [Value as number];
  const counts = Counts ?? values.map(() => 1);
  if (values.length > MAX_VALUES || counts.length !== values.length) throw invalidValue(`Values and Counts of ${MetricName} must have the same size, at most ${MAX_VALUES}.`);
  if (counts.some((count) => !(count > 0))) throw invalidValue(`The Counts of ${MetricName} must be above 0.`);
  return (aggregate) => values.forEach((value, i) => addToAggregate(aggregate, value, counts[i] ?? 1));
}
