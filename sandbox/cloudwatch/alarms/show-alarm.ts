import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Alarm } from './alarm.ts';

export function showAlarm({ arn, settings, actionsEnabled, state, reason, reasonData, configuredAt, stateUpdatedAt, transitionedAt }: Alarm): MetricAlarm {
  return {
    ...settings,
    Dimensions: settings.Metrics === undefined ? (settings.Dimensions ?? []) : undefined,
    AlarmArn: arn,
    ActionsEnabled: actionsEnabled,
    StateValue: state,
    StateReason: reason,
    ...(reasonData === '' ? {} : { StateReasonData: reasonData }),
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
    StateUpdatedTimestamp: new Date(stateUpdatedAt),
    StateTransitionedTimestamp: new Date(transitionedAt),
  };
}
