import type { ListMetricsInput, ListMetricsOutput } from '@aws-sdk/client-cloudwatch';
import { readToken, tokenFor } from './inputs.ts';
import type { MetricName, MetricStore } from './metric-store.ts';

const PAGE = 500;

export function listMetrics(store: MetricStore, input: ListMetricsInput): ListMetricsOutput {
  const offset = readToken(input.NextToken);
  const names = new Map(store.all().map(({ name }) => [JSON.stringify(name), name]));
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
