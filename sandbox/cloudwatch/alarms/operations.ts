import type {
  DeleteAlarmsInput,
  DescribeAlarmHistoryInput,
  DescribeAlarmsForMetricInput,
  DescribeAlarmsInput,
  PutMetricAlarmInput,
  SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError, type Operation } from '../../wire/service.ts';
import { invalidValue, readDimensions, readToken, tokenFor, validationError } from '../inputs.ts';
import { readTags } from '../tagging.ts';
import type { Alarm, AlarmState } from './alarm.ts';
import type { Alarms } from './create-alarms.ts';
import { showAlarm } from './show-alarm.ts';

const MAX_NAMES = 100;
const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** Metric alarms; composite alarms are not there. */
export function alarmOperations(alarms: Alarms): Readonly<Record<string, Operation>> {
  const named = (name = ''): Alarm | undefined => alarms.all.get(name);
  return {
    PutMetricAlarm({ Tags, ...input }: PutMetricAlarmInput) {
      if (input.Metrics === undefined) requireAlarmPeriod(input.Period);
      alarms.put(input, readTags(Tags));
    },
    DescribeAlarms: (input: DescribeAlarmsInput) => describeAlarms(alarms, input),
    DescribeAlarmsForMetric: (input: DescribeAlarmsForMetricInput) => ({ MetricAlarms: [...alarms.all.values()].filter((alarm) => watches(alarm, input)).map(showAlarm) }),
    DeleteAlarms({ AlarmNames = [] }: DeleteAlarmsInput) {
      requireFew(AlarmNames);
      // Those that are there go, even where others of the names are not.
      const missing = AlarmNames.filter((name) => !alarms.remove(name));
      if (missing.length > 0) throw notFound(missing);
    },
    SetAlarmState({ AlarmName, StateValue, StateReason = '', StateReasonData = '' }: SetAlarmStateInput) {
      const alarm = named(AlarmName);
      if (!alarm) throw notFound([AlarmName ?? '']);
      if (!STATES.includes(StateValue as AlarmState)) throw validationError(`Value '${StateValue}' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [${STATES.join(', ')}]`);
      if (StateReason.length > 1_023 || StateReasonData.length > 4_000) throw validationError('StateReason has at most 1023 characters, StateReasonData 4000.');
      if (StateReasonData !== '' && !isJson(StateReasonData)) throw new AwsError('InvalidFormat', 'StateReasonData is not syntactically valid JSON.');
      alarms.setState(alarm, StateValue as AlarmState, StateReason, StateReasonData);
    },
    EnableAlarmActions: ({ AlarmNames = [] }: DeleteAlarmsInput) => requireFew(AlarmNames).forEach((name) => switchActions(named(name), true)),
    DisableAlarmActions: ({ AlarmNames = [] }: DeleteAlarmsInput) => requireFew(AlarmNames).forEach((name) => switchActions(named(name), false)),
    DescribeAlarmHistory: (input: DescribeAlarmHistoryInput) => describeHistory(alarms, input),
  };
}

function describeAlarms({ all }: Alarms, { AlarmNames, AlarmNamePrefix, StateValue, ActionPrefix, AlarmTypes, ParentsOfAlarmName, ChildrenOfAlarmName, MaxRecords, NextToken }: DescribeAlarmsInput): unknown {
  requireFew(AlarmNames ?? []);
  if (AlarmNames !== undefined && AlarmNamePrefix !== undefined) throw validationError('AlarmNames and AlarmNamePrefix must not be specified together.');
  const isNone = ParentsOfAlarmName !== undefined || ChildrenOfAlarmName !== undefined || (AlarmTypes !== undefined && !AlarmTypes.includes('MetricAlarm'));
  const found = [...all.values()].filter(
    ({ name, state, settings }) =>
      !isNone &&
      (AlarmNames?.includes(name) ?? true) &&
      name.startsWith(AlarmNamePrefix ?? '') &&
      (StateValue === undefined || state === StateValue) &&
      (ActionPrefix === undefined || [...(settings.OKActions ?? []), ...(settings.AlarmActions ?? []), ...(settings.InsufficientDataActions ?? [])].some((action) => action.startsWith(ActionPrefix))),
  );
  const page = cut(found.toSorted((a, b) => (a.name < b.name ? -1 : 1)), MaxRecords ?? 50, NextToken);
  return { MetricAlarms: page.items.map(showAlarm), CompositeAlarms: [], NextToken: page.next };
}

/** Newest first unless asked otherwise. */
function describeHistory({ all }: Alarms, { AlarmName, HistoryItemType, StartDate, EndDate, ScanBy, MaxRecords, NextToken }: DescribeAlarmHistoryInput): unknown {
  const wanted = [...all.values()].filter(({ name }) => AlarmName === undefined || name === AlarmName);
  const items = wanted
    .flatMap(({ name, history }) => history.map((item) => ({ name, ...item })))
    .filter(({ type, at }) => (HistoryItemType === undefined || type === HistoryItemType) && at >= (StartDate?.getTime() ?? 0) && at <= (EndDate?.getTime() ?? Infinity))
    .toSorted((a, b) => a.at - b.at);
  const page = cut(ScanBy === 'TimestampAscending' ? items : items.toReversed(), MaxRecords ?? 100, NextToken);
  const shown = page.items.map(({ name, at, type, summary, data }) => ({ AlarmName: name, AlarmType: 'MetricAlarm', Timestamp: new Date(at), HistoryItemType: type, HistorySummary: summary, HistoryData: data }));
  return { AlarmHistoryItems: shown, NextToken: page.next };
}

/** Whether an alarm watches exactly that metric; a statistic, period and unit left out are any. */
function watches({ settings }: Alarm, { MetricName, Namespace, Dimensions, Statistic, ExtendedStatistic, Period, Unit }: DescribeAlarmsForMetricInput): boolean {
  const same = <T>(wanted: T | undefined, has: T | undefined) => wanted === undefined || wanted === has;
  const sorted = (dimensions: typeof Dimensions) => JSON.stringify(Object.entries(readDimensions(dimensions)).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return (
    settings.MetricName === MetricName &&
    settings.Namespace === Namespace &&
    sorted(settings.Dimensions) === sorted(Dimensions) &&
    same(Statistic, settings.Statistic) &&
    same(ExtendedStatistic, settings.ExtendedStatistic) &&
    same(Period, settings.Period) &&
    same(Unit, settings.Unit)
  );
}

function cut<T>(items: readonly T[], most: number, token: string | undefined): { readonly items: readonly T[]; readonly next: string | undefined } {
  if (!Number.isInteger(most) || most < 1 || most > 100) throw validationError(`Value '${most}' at 'maxRecords' failed to satisfy constraint: Member must have value between 1 and 100`);
  const offset = readToken(token);
  return { items: items.slice(offset, offset + most), next: offset + most < items.length ? tokenFor(offset + most) : undefined };
}

function requireAlarmPeriod(seconds: number | undefined): void {
  if (seconds === undefined) throw validationError('The parameter Period is required for an alarm on a metric.');
  if (![10, 20, 30].includes(seconds) && seconds % 60 !== 0) throw invalidValue('The value for parameter Period must be 10, 20, 30 or a multiple of 60.');
}

function requireFew(names: readonly string[]): readonly string[] {
  if (names.length > MAX_NAMES) throw validationError(`The collection AlarmNames must not have a size greater than ${MAX_NAMES}.`);
  return names;
}

function switchActions(alarm: Alarm | undefined, enabled: boolean): void {
  if (alarm) alarm.actionsEnabled = enabled;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function notFound(names: readonly string[]): AwsError {
  return new AwsError('ResourceNotFound', `The alarms are not there: ${names.join(', ')}`, 404);
}
