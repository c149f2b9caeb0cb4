import type { AlarmSettings, AlarmState, Comparison } from './alarm.ts';

/** One period's value; `undefined` where there is none. */
export interface Datapoint {
  readonly at: number;
  readonly value: number | undefined;
}

export interface Finding {
  readonly state: AlarmState;
  /** Those that were looked at and had a value, newest first. */
  readonly datapoints: readonly { readonly at: number; readonly value: number }[];
}

/** CloudWatch looks back some periods further than it evaluates, so that a late value is not a missing one. */
export const LOOK_BACK_PERIODS = 2;

const COMPARE: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

export function breaches(value: number, { ComparisonOperator, Threshold }: Pick<AlarmSettings, 'ComparisonOperator' | 'Threshold'>): boolean {
  return COMPARE[ComparisonOperator](value, Threshold);
}

/**
 * The state that follows from the newest periods (newest first), as the CloudWatch guide's tables of missing data have it: where enough periods have a value the newest of them decide;
 * otherwise the missing ones are what `TreatMissingData` says. `current` is what stays where it says to ignore them.
 */
export function evaluateAlarm(settings: AlarmSettings, periods: readonly Datapoint[], current: AlarmState): Finding {
  const { EvaluationPeriods, DatapointsToAlarm, TreatMissingData } = settings;
  const datapoints = periods.flatMap(({ at, value }) => (value === undefined ? [] : [{ at, value }])).slice(0, EvaluationPeriods);
  const breaching = datapoints.filter(({ value }) => breaches(value, settings)).length;
  const missing = EvaluationPeriods - datapoints.length;
  const allBreach = breaching === datapoints.length;
  const state = (): AlarmState => {
    if (breaching >= DatapointsToAlarm) return 'ALARM';
    if (missing === 0) return 'OK';
    if (TreatMissingData === 'breaching') return breaching + missing >= DatapointsToAlarm ? 'ALARM' : 'OK';
    if (TreatMissingData === 'notBreaching') return 'OK';
    if (TreatMissingData === 'ignore') return allBreach ? current : 'OK';
    if (datapoints.length === 0) return 'INSUFFICIENT_DATA';
    return allBreach ? 'ALARM' : 'OK';
  };
  return { state: state(), datapoints };
}
