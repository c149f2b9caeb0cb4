import { evaluate } from './math/evaluate.ts';
import { MathError, type Line, type Value } from './math/value.ts';
import { explained, type ExpressionQuery, type MetricQuery, type Query } from './metric-queries.ts';
import type { MetricStore } from './metric-store.ts';

/** A query with what it comes to: one series, or for some expressions several. */
export interface Answer {
  readonly query: Query;
  readonly lines: readonly Line[];
}

/** Most periods in one series, and most points that the expressions of one request may come to. */
const MAX_POINTS = 100_800;
const MAX_WORK = 5_000_000;

/** Answers queries over the time from `from` to before `to`, in their order; those that are not to be returned are left out. */
export function answerQueries(store: MetricStore, now: number, queries: readonly Query[], from: number, to: number): readonly Answer[] {
  const metrics = queries.filter((query): query is MetricQuery => query.kind === 'metric');
  const longest = metrics.reduce((most, { periodMs }) => Math.max(most, periodMs), 0) || 60_000;
  const worked = new Map<string, Value>();
  const underWay = new Set<string>();
  let work = 0;

  const times = (periodMs: number): readonly number[] => {
    const first = Math.floor(from / periodMs) * periodMs;
    const count = Math.max(0, Math.ceil((Math.min(to, now) - first) / periodMs));
    if (count > MAX_POINTS) throw new MathError(`The time range has more than ${MAX_POINTS} periods`);
    if ((work += count) > MAX_WORK) throw new MathError('The expressions of the request come to too many data points');
    return Array.from({ length: count }, (_, i) => first + i * periodMs);
  };
  const valueOf = (query: Query): Value => {
    const known = worked.get(query.id);
    if (known) return known;
    if (underWay.has(query.id)) throw new MathError(`The expression refers to itself through '${query.id}'`);
    underWay.add(query.id);
    const value: Value = query.kind === 'metric' ? { kind: 'line', line: readLine(store, query, from, to) } : expressionValue(query);
    worked.set(query.id, value);
    return value;
  };
  const named = (id: string): Value => {
    const query = queries.find((each) => each.id === id);
    if (!query) throw new MathError(`The id '${id}' is not found among the queries`);
    return valueOf(query);
  };
  const expressionValue = (query: ExpressionQuery): Value =>
    evaluate(query.expression, {
      named,
      metrics: (part) => metrics.filter(({ id }) => id.includes(part)).map((each) => lineOf(valueOf(each))),
      times,
      periodMs: query.periodMs ?? longest,
    });

  return queries.filter(({ returned }) => returned).map((query) => ({ query, lines: explained(query.id, () => resultOf(query, valueOf(query))) }));
}

function readLine(store: MetricStore, { metric, periodMs, statistic, unit, label }: MetricQuery, from: number, to: number): Line {
  const points = store.read(metric, periodMs, from, to, unit).flatMap(({ at, aggregate }): (readonly [number, number])[] => {
    const value = statistic(aggregate);
    return value === undefined ? [] : [[at, value]];
  });
  return { label: label ?? metric.metric, periodMs, points: new Map(points) };
}

function lineOf(value: Value): Line {
  if (value.kind !== 'line') throw new MathError('A metric is always a time series');
  return value.line;
}

function resultOf({ kind, id, label }: Query, value: Value): readonly Line[] {
  if (value.kind === 'line') return [{ ...value.line, label: label ?? (kind === 'metric' ? value.line.label : id) }];
  if (value.kind === 'lines') return value.lines.map((line) => ({ ...line, label: label === undefined ? line.label || id : `${label} ${line.label}`.trim() }));
  throw new MathError('The result of an expression must be a time series or a list of them; TIME_SERIES makes one of a number');
}
