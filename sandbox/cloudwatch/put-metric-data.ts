import type { MetricDatum, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../wire/service.ts';
import type { Summary } from './aggregate.ts';
import { invalidValue, readDimensions } from './inputs.ts';
import type { MetricStore } from './metric-store.ts';
import type { SeriesIdentity } from './series.ts';
import { readUnit } from './units.ts';

const MAX_DATA = 1_000;
const MAX_VALUES = 150;
const OLDEST_MS = 14 * 86_400_000;
const NEWEST_MS = 2 * 3_600_000;
/** CloudWatch takes no values beyond ±2³⁶⁰. */
const LARGEST = 2 ** 360;

interface Datum {
  readonly identity: SeriesIdentity;
  readonly at: number;
  readonly values: readonly { readonly value: number | Summary; readonly times: number }[];
}

/** Takes all of the data or, where one is refused, none. */
export function putMetricData(store: MetricStore, now: () => number, { Namespace = '', MetricData = [], EntityMetricData = [] }: PutMetricDataInput): void {
  if (!/^[^:\p{C}][^\p{C}]{0,254}$/u.test(Namespace)) throw invalidValue('The value for parameter Namespace must have 1 to 255 characters and not begin with a colon.');
  if (Namespace.startsWith('AWS/')) throw invalidValue('The value AWS/ for parameter Namespace is invalid: namespaces that begin with AWS/ are reserved.');
  const data = [...MetricData, ...EntityMetricData.flatMap(({ MetricData: more = [] }) => more)];
  if (data.length === 0) throw new AwsError('MissingParameter', 'The parameter MetricData is required.');
  if (data.length > MAX_DATA) throw invalidValue(`The collection MetricData must not have a size greater than ${MAX_DATA}.`);
  for (const { identity, at, values } of data.map((datum, index) => readDatum(datum, `MetricData.member.${index + 1}`, Namespace, now()))) {
    const series = store.series(identity);
    for (const { value, times } of values) store.add(series, at, value, times);
  }
}

function readDatum(datum: MetricDatum, path: string, namespace: string, now: number): Datum {
  const { MetricName = '', Dimensions, Timestamp, StorageResolution = 60, Unit = 'None' } = datum;
  if (MetricName === '') throw new AwsError('MissingParameter', `The parameter ${path}.MetricName is required.`);
  if (MetricName.length > 255) throw invalidValue(`The value for parameter ${path}.MetricName must have at most 255 characters.`);
  const at = Timestamp?.getTime() ?? now;
  if (at < now - OLDEST_MS || at > now + NEWEST_MS) throw invalidValue(`The value for parameter ${path}.Timestamp must be from two weeks ago to two hours ahead.`);
  if (StorageResolution !== 1 && StorageResolution !== 60) throw invalidValue(`The value for parameter ${path}.StorageResolution must be 1 or 60.`);
  const name = { namespace, metric: MetricName, dimensions: readDimensions(Dimensions) };
  return { identity: { name, unit: readUnit(Unit), resolutionMs: StorageResolution * 1_000, publishedAtEnd: false }, at, values: readValues(datum, path) };
}

function readValues({ Value, Values, Counts, StatisticValues }: MetricDatum, path: string): Datum['values'] {
  if ([Value, Values, StatisticValues].filter((given) => given !== undefined).length !== 1) {
    throw new AwsError('InvalidParameterCombination', `Exactly one of ${path}.Value, ${path}.Values and ${path}.StatisticValues must be specified.`);
  }
  if (StatisticValues) return [readSummary(StatisticValues, path)];
  const values = Values ?? [Value as number];
  const counts = Counts ?? values.map(() => 1);
  if (values.length === 0 || values.length > MAX_VALUES || counts.length !== values.length) throw invalidValue(`The parameters ${path}.Values and ${path}.Counts must have the same size, 1 to ${MAX_VALUES}.`);
  if (!counts.every((count) => count > 0 && count <= LARGEST)) throw invalidValue(`The value for parameter ${path}.Counts must be above 0.`);
  requireNumbers(values, path);
  return values.map((value, i) => ({ value, times: counts[i] ?? 1 }));
}

/** A set whose values cannot but be known (one value, or all the same) has percentiles like values themselves. */
function readSummary({ SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 }: NonNullable<MetricDatum['StatisticValues']>, path: string): Datum['values'][number] {
  requireNumbers([SampleCount, Sum, Minimum, Maximum], path);
  if (!(SampleCount > 0) || Minimum > Maximum) throw invalidValue(`The ${path}.StatisticValues must have samples, and a Minimum not above the Maximum.`);
  if (Minimum === Maximum) return { value: Minimum, times: SampleCount };
  return { value: { sum: Sum, count: SampleCount, minimum: Minimum, maximum: Maximum }, times: 1 };
}

function requireNumbers(values: readonly number[], path: string): void {
  if (!values.every((value) => Math.abs(value) <= LARGEST)) throw invalidValue(`The values of ${path} must be numbers between -2^360 and 2^360; NaN and infinity are not.`);
}
