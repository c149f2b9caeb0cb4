import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { readDimensions, readPeriod, readStatistic, validationError } from './inputs.ts';
import { parse, type Expression } from './math/parse.ts';
import { MathError } from './math/value.ts';
import type { MetricName } from './series.ts';
import type { Statistic } from './statistic.ts';
import { readUnit } from './units.ts';

/** One of the queries of a request, checked. */
export type Query = MetricQuery | ExpressionQuery;

interface Common {
  readonly id: string;
  readonly label: string | undefined;
  readonly returned: boolean;
}

export interface MetricQuery extends Common {
  readonly kind: 'metric';
  readonly metric: MetricName;
  readonly periodMs: number;
  readonly stat: string;
  readonly statistic: Statistic;
  readonly unit: string | undefined;
}

export interface ExpressionQuery extends Common {
  readonly kind: 'expression';
  readonly text: string;
  readonly expression: Expression;
  /** Of series that it makes from numbers; the longest of the metrics' unless given. */
  readonly periodMs: number | undefined;
}

const MAX_QUERIES = 500;
const MAX_EXPRESSION = 2_048;

export function readQueries(queries: readonly MetricDataQuery[]): readonly Query[] {
  if (queries.length === 0 || queries.length > MAX_QUERIES) throw validationError(`The collection MetricDataQueries must have a size of 1 to ${MAX_QUERIES}.`);
  const read = queries.map(readQuery);
  if (new Set(read.map(({ id }) => id)).size < read.length) throw validationError('The values for parameter id in MetricDataQueries are not unique.');
  if (!read.some(({ returned }) => returned)) throw validationError('At least one query in MetricDataQueries must have ReturnData set to true.');
  return read;
}

function readQuery({ Id = '', Label, Expression, MetricStat, Period, ReturnData = true }: MetricDataQuery): Query {
  if (!/^[a-z]\w{0,254}$/.test(Id)) throw validationError(`The value '${Id}' for parameter Id does not match the pattern [a-z][A-Za-z0-9_]*.`);
  if ((Expression === undefined) === (MetricStat === undefined)) throw validationError(`Exactly one of Expression and MetricStat must be specified for the query '${Id}'.`);
  const common = { id: Id, label: Label, returned: ReturnData };
  if (Expression !== undefined) return { ...common, kind: 'expression', text: Expression, expression: readExpression(Id, Expression), periodMs: Period === undefined ? undefined : readPeriod(Period) };
  if (Period !== undefined) throw validationError(`Period must be a member of MetricStat in the query '${Id}'.`);
  const { Metric: { Namespace = '', MetricName = '', Dimensions } = {}, Period: seconds, Stat = '', Unit } = MetricStat ?? {};
  if (Namespace === '' || MetricName === '') throw validationError(`The metric of the query '${Id}' must have a Namespace and a MetricName.`);
  const metric = { namespace: Namespace, metric: MetricName, dimensions: readDimensions(Dimensions) };
  return { ...common, kind: 'metric', metric, periodMs: readPeriod(seconds), stat: Stat, statistic: readStatistic(Stat), unit: Unit === undefined ? undefined : readUnit(Unit) };
}

function readExpression(id: string, expression: string): Expression {
  if (expression.length > MAX_EXPRESSION) throw validationError(`The expression of '${id}' has more than ${MAX_EXPRESSION} characters.`);
  if (/^\s*SELECT\b/i.test(expression)) throw validationError(`Error in expression '${id}': Metrics Insights queries (SELECT) are not supported by the sandbox.`);
  return explained(id, () => parse(expression));
}

/** What `work` answers; what is wrong with an expression is refused in CloudWatch's form. */
export function explained<T>(id: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof MathError ? validationError(`Error in expression '${id}': ${error.message}.`) : error;
  }
}
