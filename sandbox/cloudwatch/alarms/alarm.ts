import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Tags } from '../../json-api/tags.ts';
import type { Query } from '../metric-queries.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface Alarm {
  readonly name: string;
  readonly arn: string;
  /** As it was put, with defaults filled in. */
  settings: AlarmSettings;
  /** What the settings say is watched. */
  watched: Watched;
  actionsEnabled: boolean;
  state: AlarmState;
  reason: string;
  reasonData: string;
  configuredAt: number;
  stateUpdatedAt: number;
  transitionedAt: number;
  tags: Tags;
  /** Newest last, at most {@link MAX_HISTORY}. */
  history: readonly HistoryItem[];
  /** End of the last period that was looked at. */
  evaluatedUntil: number;
}

export type AlarmSettings = PutMetricAlarmInput & {
  readonly AlarmName: string;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly Threshold: number;
  readonly ComparisonOperator: Comparison;
  readonly TreatMissingData: MissingData;
};

export interface Watched {
  readonly queries: readonly Query[];
  /** Of one datapoint. */
  readonly periodMs: number;
}

export type Comparison = 'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold';
export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

export interface HistoryItem {
  readonly at: number;
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly summary: string;
  readonly data: string;
}

export const MAX_HISTORY = 100;

export function remember(alarm: Alarm, item: HistoryItem): void {
  alarm.history = [...alarm.history, item].slice(-MAX_HISTORY);
}
