import type { Alarm } from './alarm.ts';
import { breaches, type Finding } from './evaluate-alarm.ts';

const WORDS: Readonly<Record<Alarm['settings']['ComparisonOperator'], string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** Why an alarm is in the state found, in CloudWatch's words, and the same as JSON. */
export function reasonFor({ settings, watched, state: before }: Alarm, { state, datapoints }: Finding, now: number): readonly [reason: string, data: string] {
  const { EvaluationPeriods, DatapointsToAlarm, Threshold, ComparisonOperator, Statistic, ExtendedStatistic } = settings;
  const data = JSON.stringify({
    version: '1.0',
    queryDate: new Date(now).toISOString(),
    ...(datapoints.length > 0 ? { startDate: new Date(datapoints.at(-1)?.at ?? 0).toISOString() } : {}),
    statistic: Statistic ?? ExtendedStatistic,
    period: watched.periodMs / 1_000,
    recentDatapoints: datapoints.map(({ value }) => value).toReversed(),
    threshold: Threshold,
  });
  if (state === 'INSUFFICIENT_DATA') return [`Insufficient Data: ${EvaluationPeriods} datapoints were unknown.`, data];
  const telling = datapoints.filter(({ value }) => breaches(value, settings) === (state === 'ALARM'));
  const shown = telling.slice(0, 5).map(({ at, value }) => `${value} (${dateOf(at)})`);
  const were = `${telling.length === 1 ? 'was' : 'were'} ${state === 'OK' ? 'not ' : ''}${WORDS[ComparisonOperator]}`;
  const least = state === 'ALARM' ? DatapointsToAlarm : EvaluationPeriods - DatapointsToAlarm + 1;
  const text = `Threshold Crossed: ${telling.length} out of the last ${EvaluationPeriods} datapoints [${shown.join(', ')}] ${were} the threshold (${Threshold}) (minimum ${least} datapoint${least === 1 ? '' : 's'} for ${before} -> ${state} transition).`;
  return [text.slice(0, 1_023), data.slice(0, 4_000)];
}

/** As `21/11/26 23:05:00`. */
function dateOf(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().slice(2, 19).split('T');
  return `${date.split('-').toReversed().join('/')} ${time}`;
}
