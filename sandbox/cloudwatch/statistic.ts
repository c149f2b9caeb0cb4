import type { Aggregate } from './aggregate.ts';
import { countOf, percentile, percentileRank } from './histogram.ts';

/** A statistic over an aggregate; `undefined` where the aggregate cannot tell. */
export type Statistic = (aggregate: Aggregate) => number | undefined;

const BASIC: Readonly<Record<string, Statistic>> = {
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
};

/** `Sum`, `p99.9`, `PR(:0.3)`, `PR(0.1:0.3)`, … `undefined` where the sandbox has no such statistic. */
export function parseStatistic(name: string): Statistic | undefined {
  if (Object.hasOwn(BASIC, name)) return BASIC[name];
  const percent = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(name)?.[1];
  if (percent !== undefined) return raw(({ histogram, minimum, maximum }) => clamp(percentile(histogram, Number(percent)), minimum, maximum));
  const rank = /^PR\((-?\d*\.?\d*)?:(-?\d*\.?\d*)?\)$/.exec(name);
  if (!rank || (!rank[1] && !rank[2])) return undefined;
  const lower = rank[1] ? Number(rank[1]) : undefined;
  const upper = rank[2] ? Number(rank[2]) : Infinity;
  return Number.isNaN(upper) || Number.isNaN(lower) ? undefined : raw(({ histogram }) => percentileRank(histogram, lower, upper));
}

/** Statistics of the distribution need the values themselves. */
function raw(statistic: Statistic): Statistic {
  return (aggregate) => (countOf(aggregate.histogram) < aggregate.count ? undefined : statistic(aggregate));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
