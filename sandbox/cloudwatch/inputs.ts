import type { Dimension } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../wire/service.ts';
import { parseStatistic, type Statistic } from './statistic.ts';

const MAX_DIMENSIONS = 30;
const SHORT_PERIODS = [1, 5, 10, 20, 30];

export function readDimensions(dimensions: readonly Dimension[] | undefined): Readonly<Record<string, string>> {
  const read = new Map<string, string>();
  for (const { Name = '', Value = '' } of dimensions ?? []) {
    if (Name === '' || Value === '') throw invalidValue('A dimension must have a Name and a Value.');
    if (Name.length > 255 || Value.length > 1_024 || Name.startsWith(':')) throw invalidValue('The Name of a dimension has at most 255 characters and does not begin with a colon, its Value has at most 1024.');
    if (read.has(Name)) throw invalidValue(`The dimension ${Name} is given more than once.`);
    read.set(Name, Value);
  }
  if (read.size > MAX_DIMENSIONS) throw invalidValue(`There can be at most ${MAX_DIMENSIONS} dimensions.`);
  return Object.fromEntries(read);
}

/** Milliseconds of a period. AWS takes 1, 5, 10, 20, 30 and whole minutes. */
export function readPeriod(seconds: number | undefined): number {
  if (seconds === undefined) throw new AwsError('MissingParameter', 'The parameter Period is required.');
  const whole = Number.isInteger(seconds) && seconds > 0 && seconds <= 86_400;
  if (!whole || (!SHORT_PERIODS.includes(seconds) && seconds % 60 !== 0)) throw invalidValue('The value for parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.');
  return seconds * 1_000;
}

export function readStatistic(name: string): Statistic {
  const statistic = parseStatistic(name);
  if (!statistic) throw invalidValue(`The value ${name} for parameter Stat is not supported.`);
  return statistic;
}

export function readTimes(start: Date | undefined, end: Date | undefined): { readonly from: number; readonly to: number } {
  const [from, to] = [start?.getTime() ?? Number.NaN, end?.getTime() ?? Number.NaN];
  if (!(from < to)) throw validationError('The parameter StartTime must be less than the parameter EndTime.');
  return { from, to };
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

/** An opaque token for the rest of a list from `offset` on. */
export function tokenFor(offset: number): string {
  return Buffer.from(`from:${offset}`).toString('base64url');
}

export function readToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const match = /^from:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString());
  if (!match) throw new AwsError('InvalidNextToken', 'The next token specified is invalid.');
  return Number(match[1]);
}
