import type { ListMetricsInput, ListMetricsOutput } from '@aws-sdk/client-cloudwatch';
import { invalidValue, readToken, tokenFor } from './inputs.ts';
import type { MetricStore } from './metric-store.ts';
import type { MetricName } from './series.ts';

const PAGE = 500;
const MAX_FILTERS = 10;
/** A metric that got no value for so long is not listed. */
const LISTED_MS = 14 * 86_400_000;
const RECENTLY_ACTIVE_MS = 3 * 3_600_000;

/** Metrics whose name and dimensions fit the filter, 500 at a time. They are listed at once, where AWS takes up to 15 minutes. */
export function listMetrics(store: MetricStore, now: () => number, input: ListMetricsInput): ListMetricsOutput {
  if (input.RecentlyActive !== undefined && input.RecentlyActive !== 'PT3H') throw invalidValue('The value for parameter RecentlyActive must be PT3H.');
  if ((input.Dimensions ?? []).length > MAX_FILTERS) throw invalidValue(`The parameter Dimensions must have at most ${MAX_FILTERS} members.`);
  const offset = readToken(input.NextToken);
  const since = now() - (input.RecentlyActive === undefined ? LISTED_MS : RECENTLY_ACTIVE_MS);
  const active = store.all().filter(({ touchedAt }) => touchedAt > since);
  const names = new Map(active.map(({ name }) => [JSON.stringify(name), name]));
  const found = [...names.values()].filter((name) => isWanted(name, input));
  return {
    Metrics: found.slice(offset, offset + PAGE).map(({ namespace, metric, dimensions }) => ({
      Namespace: namespace,
      MetricName: metric,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    ...(offset + PAGE < found.length ? { NextToken: tokenFor(offset + PAGE) } : {}),
  };
}

/** A filter names some of the dimensions, with or without their values. */
function isWanted({ namespace, metric, dimensions }: MetricName, { Namespace, MetricName: wanted, Dimensions = [] }: ListMetricsInput): boolean {
  if (Namespace !== undefined && Namespace !== namespace) return false;
  if (wanted !== undefined && wanted !== metric) return false;
  return Dimensions.every(({ Name = '', Value }) => Object.hasOwn(dimensions, Name) && (Value === undefined || dimensions[Name] === Value));
}
