import type { Line } from './math/value.ts';
import { sortedPoints } from './math/value.ts';
import type { Query } from './metric-queries.ts';

type Point = readonly [number, number];

const OF_POINTS: Readonly<Record<string, (points: readonly Point[]) => number>> = {
  SUM: (points) => points.reduce((sum, [, value]) => sum + value, 0),
  AVG: (points) => points.reduce((sum, [, value]) => sum + value, 0) / points.length,
  DATAPOINT_COUNT: (points) => points.length,
};
const CHOSEN: Readonly<Record<string, (points: readonly Point[]) => Point | undefined>> = {
  FIRST: (points) => points[0],
  LAST: (points) => points.at(-1),
  MIN: (points) => points.toSorted(([, a], [, b]) => a - b)[0],
  MAX: (points) => points.toSorted(([, a], [, b]) => b - a)[0],
};

/** A label with its dynamic parts filled in: `${LAST}`, `${MAX_TIME}` in the caller's time zone, `${PROP('MetricName')}`, … An unknown part stays as it is. */
export function dynamicLabel(line: Line, query: Query, offsetMinutes: number): string {
  const points = sortedPoints(line);
  return line.label.replaceAll(/\$\{(?:PROP\('(?<property>[\w.]+)'\)|(?<name>[A-Z_]+))\}/g, (whole, ...rest) => {
    const { property, name = '' } = rest.at(-1) as Readonly<Record<string, string | undefined>>;
    if (property !== undefined) return propertyOf(query, property) ?? whole;
    const timed = name.endsWith('_TIME') || name.endsWith('_TIME_RELATIVE') ? name.replace(/_TIME(_RELATIVE)?$/, '') : undefined;
    const point = CHOSEN[timed ?? name]?.(points);
    if (point && timed !== undefined) return new Date(point[0] + offsetMinutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');
    if (name in OF_POINTS || name in CHOSEN) return points.length === 0 ? '--' : String(Number((point?.[1] ?? OF_POINTS[name]?.(points) ?? 0).toFixed(3)));
    return whole;
  });
}

function propertyOf(query: Query, property: string): string | undefined {
  if (query.kind === 'expression') return undefined;
  if (property.startsWith('Dim.')) return query.metric.dimensions[property.slice(4)];
  const properties: Readonly<Record<string, string>> = { MetricName: query.metric.metric, Namespace: query.metric.namespace, Period: String(query.periodMs / 1_000), Stat: query.stat };
  return properties[property];
}
