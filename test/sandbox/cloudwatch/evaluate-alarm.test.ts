import { describe, expect, test } from '@jest/globals';
import type { AlarmSettings, AlarmState, MissingData } from '../../../sandbox/cloudwatch/alarms/alarm.ts';
import { evaluateAlarm } from '../../../sandbox/cloudwatch/alarms/evaluate-alarm.ts';

/** `X` breaches, `0` does not, `-` is missing; the newest is last. */
function stateOf(periods: string, datapointsToAlarm: number, missing: MissingData, current: AlarmState = 'INSUFFICIENT_DATA'): AlarmState {
  const settings = { EvaluationPeriods: 3, DatapointsToAlarm: datapointsToAlarm, Threshold: 10, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: missing } as AlarmSettings;
  const datapoints = periods.split('').map((sign, at) => ({ at, value: { X: 11, '0': 10 }[sign] })).toReversed();
  return evaluateAlarm(settings, datapoints, current).state;
}

const TREATMENTS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const keep = 'INSUFFICIENT_DATA';

describe('with values missing, as in the tables of the CloudWatch guide', () => {
  test.each<[string, number, readonly AlarmState[]]>([
    ['0-X-X', 3, ['OK', 'OK', 'OK', 'OK']],
    ['----0', 3, ['OK', 'OK', 'OK', 'OK']],
    ['-----', 3, ['INSUFFICIENT_DATA', keep, 'ALARM', 'OK']],
    ['0XX-X', 3, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['--X--', 3, ['ALARM', keep, 'ALARM', 'OK']],
    ['0-X-X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['00X0X', 2, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0-X--', 2, ['OK', 'OK', 'ALARM', 'OK']],
    ['----0', 2, ['OK', 'OK', 'ALARM', 'OK']],
    ['---X-', 2, ['ALARM', keep, 'ALARM', 'OK']],
  ])('%s, %d to alarm', (periods, datapointsToAlarm, expected) => {
    expect(TREATMENTS.map((missing) => stateOf(periods, datapointsToAlarm, missing))).toEqual(expected);
  });

  test('a state that is to stay is whatever it was', () => {
    expect(stateOf('-----', 3, 'ignore', 'ALARM')).toBe('ALARM');
    expect(stateOf('-----', 3, 'ignore', 'OK')).toBe('OK');
  });
});

test.each<[AlarmSettings['ComparisonOperator'], readonly [number, AlarmState][]]>([
  ['GreaterThanThreshold', [[10, 'OK'], [10.1, 'ALARM']]],
  ['GreaterThanOrEqualToThreshold', [[9.9, 'OK'], [10, 'ALARM']]],
  ['LessThanThreshold', [[10, 'OK'], [9.9, 'ALARM']]],
  ['LessThanOrEqualToThreshold', [[10.1, 'OK'], [10, 'ALARM']]],
])('%s 10', (ComparisonOperator, cases) => {
  const settings = { EvaluationPeriods: 1, DatapointsToAlarm: 1, Threshold: 10, ComparisonOperator, TreatMissingData: 'missing' } as AlarmSettings;
  for (const [value, state] of cases) expect(evaluateAlarm(settings, [{ at: 0, value }], 'OK').state).toBe(state);
});
