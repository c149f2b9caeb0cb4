import type { Aggregate } from './aggregate.ts';
import { percentile, percentileRank, trim, winsorizedMean, type Bounds } from './distribution.ts';
import { countOf, type Histogram } from './histogram.ts';

/** A statistic over an aggregate; `undefined` where the aggregate cannot tell. */
export type Statistic = (aggregate: Aggregate) => number | undefined;

const BASIC: Readonly<Record<string, Statistic>> = {
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
};

/** By the letters of an extended statistic. */
const TRIMMED: Readonly<Record<string, (histogram: Histogram, bounds: Bounds) => number>> = {
  TM: (histogram, bounds) => (({ sum, count }) => sum / count)(trim(histogram, bounds)),
  TC: (histogram, bounds) => trim(histogram, bounds).count,
  TS: (histogram, bounds) => trim(histogram, bounds).sum,
  WM: winsorizedMean,
};

/** `Sum`, `p99.9`, `tm90`, `TM(10%:90%)`, `WM(:0.5)`, `PR(0.1:0.3)`, `IQM`, … `undefined` for what is no statistic. */
export function parseStatistic(name: string): Statistic | undefined {
  if (Object.hasOwn(BASIC, name)) return BASIC[name];
  if (name === 'IQM') return parseStatistic('TM(25%:75%)');
  const [, letters = '', percent] = /^(p|tm|tc|ts|wm)(\d{1,2}(?:\.\d{1,10})?|100(?:\.0{1,10})?)$/.exec(name) ?? [];
  if (letters === 'p') return raw((aggregate) => percentileOf(aggregate, Number(percent)));
  const calculate = TRIMMED[letters.toUpperCase()];
  if (calculate) return raw(({ histogram }) => calculate(histogram, { by: 'percent', lower: undefined, upper: Number(percent) }));
  return ranged(name);
}

function ranged(name: string): Statistic | undefined {
  const [, letters = '', ...range] = /^(TM|TC|TS|WM|PR)\(((?:\d+\.?\d*|\.\d+)?)(%?):((?:\d+\.?\d*|\.\d+)?)(%?)\)$/.exec(name) ?? [];
  const bounds = readBounds(range);
  if (!bounds) return undefined;
  if (letters === 'PR') return bounds.by === 'value' ? raw(({ histogram }) => percentileRank(histogram, bounds)) : undefined;
  const calculate = TRIMMED[letters];
  return calculate && raw(({ histogram }) => calculate(histogram, bounds));
}

/** Of the texts `lower`, `%`, `upper`, `%`. One bound may be left out; both must be of one kind. */
function readBounds([from = '', fromSign = '', to = '', toSign = '']: readonly string[]): Bounds | undefined {
  if ((from === '' && to === '') || (from === '' && fromSign !== '') || (to === '' && toSign !== '')) return undefined;
  if (from !== '' && to !== '' && fromSign !== toSign) return undefined;
  const [lower, upper] = [from === '' ? undefined : Number(from), to === '' ? undefined : Number(to)];
  const by = fromSign === '%' || toSign === '%' ? 'percent' : 'value';
  if (by === 'percent' && ((lower ?? 0) > 100 || (upper ?? 0) > 100)) return undefined;
  return lower !== undefined && upper !== undefined && lower >= upper ? undefined : { by, lower, upper };
}

function percentileOf({ histogram, minimum, maximum }: Aggregate, percent: number): number {
  if (percent === 0) return minimum;
  return percent === 100 ? maximum : percentile(histogram, percent);
}

/** Statistics of the distribution need the values themselves. A range that holds none has no mean. */
function raw(statistic: Statistic): Statistic {
  return (aggregate) => {
    if (countOf(aggregate.histogram) < aggregate.count) return undefined;
    const value = statistic(aggregate);
    return Number.isNaN(value) ? undefined : value;
  };
}
