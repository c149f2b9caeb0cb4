import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { NO_TAGS, type Tags } from '../../json-api/tags.ts';
import type { Snapshot } from '../../state/snapshot.ts';
import { AwsError } from '../../wire/service.ts';
import { answerQueries } from '../answer-queries.ts';
import type { Line } from '../math/value.ts';
import type { MetricStore } from '../metric-store.ts';
import { remember, type Alarm, type AlarmState } from './alarm.ts';
import { evaluateAlarm, LOOK_BACK_PERIODS, type Datapoint, type Finding } from './evaluate-alarm.ts';
import { readAlarm } from './read-alarm.ts';
import { reasonFor } from './reason.ts';

/** Called each time that an alarm is found in its state, with what it was found from, for every action of that state that is a scaling policy. */
export type ScalingListener = (policyArn: string, alarm: Alarm, finding: Finding) => void;

export interface Alarms {
  readonly all: ReadonlyMap<string, Alarm>;
  /** Puts an alarm in force, in place of one of that name; its state and its tags are kept. Answers with its ARN. Periods that callers may not have are taken. */
  put(input: PutMetricAlarmInput, tags?: Tags): string;
  remove(name: string): boolean;
  setState(alarm: Alarm, state: AlarmState, reason: string, reasonData: string): void;
  /** Looks at every alarm whose next period is over. */
  evaluate(): void;
  onScaling(listener: ScalingListener): void;
  snapshot(): Snapshot;
}

const MAX_ALARMS = 5_000;

export function createAlarms({ store, now, arn, restored }: { readonly store: MetricStore; readonly now: () => number; readonly arn: (name: string) => string; readonly restored?: Snapshot | undefined }): Alarms {
  const all = new Map<string, Alarm>(restoreAlarms(restored).map((alarm) => [alarm.name, alarm]));
  const listeners: ScalingListener[] = [];

  const setState = (alarm: Alarm, state: AlarmState, reason: string, reasonData: string): void => {
    const before = { stateValue: alarm.state, stateReason: alarm.reason };
    if (alarm.state !== state) {
      alarm.transitionedAt = now();
      const data = JSON.stringify({ version: '1.0', oldState: before, newState: { stateValue: state, stateReason: reason } });
      remember(alarm, { at: now(), type: 'StateUpdate', summary: `Alarm updated from ${alarm.state} to ${state}`, data });
      if (alarm.actionsEnabled) for (const action of actionsOf(alarm, state)) remember(alarm, { at: now(), type: 'Action', summary: `Taken action ${action}`, data: JSON.stringify({ actionState: 'Succeeded', notificationResource: action }) });
    }
    Object.assign(alarm, { state, reason, reasonData, stateUpdatedAt: now() });
  };
  const look = (alarm: Alarm, until: number): void => {
    const finding = evaluateAlarm(alarm.settings, datapointsOf(store, alarm, until, now()), alarm.state);
    alarm.evaluatedUntil = until;
    if (finding.state !== alarm.state) setState(alarm, finding.state, ...reasonFor(alarm, finding, now()));
    if (!alarm.actionsEnabled) return;
    const policies = actionsOf(alarm, alarm.state).filter((action) => action.includes(':scalingPolicy:'));
    for (const policy of policies) for (const listener of listeners) listener(policy, alarm, finding);
  };

  return {
    all,
    put(input, tags = NO_TAGS) {
      const { settings, watched } = readAlarm(input);
      // Refuses what the metrics' ids and functions would refuse at every look.
      answerQueries(store, now(), watched.queries, now() - watched.periodMs, now());
      const existing = all.get(settings.AlarmName);
      if (!existing && all.size >= MAX_ALARMS) throw new AwsError('LimitExceeded', `There can be at most ${MAX_ALARMS} alarms.`);
      const alarm: Alarm = existing ?? newAlarm({ name: settings.AlarmName, arn: arn(settings.AlarmName), settings, watched, tags }, now());
      Object.assign(alarm, { settings, watched, actionsEnabled: settings.ActionsEnabled ?? true, configuredAt: now(), evaluatedUntil: 0 });
      remember(alarm, { at: now(), type: 'ConfigurationUpdate', summary: `Alarm "${alarm.name}" ${existing ? 'updated' : 'created'}`, data: JSON.stringify({ version: '1.0', type: existing ? 'Update' : 'Create' }) });
      all.set(alarm.name, alarm);
      return alarm.arn;
    },
    remove: (name) => all.delete(name),
    setState,
    evaluate() {
      for (const alarm of all.values()) {
        const everyMs = Math.min(alarm.watched.periodMs, 60_000);
        const until = Math.floor(now() / everyMs) * everyMs;
        if (until > alarm.evaluatedUntil) look(alarm, until);
      }
    },
    onScaling: (listener) => void listeners.push(listener),
    // What is watched follows from the settings.
    snapshot: () => [...all.values()].map((alarm) => ({ ...alarm, watched: null, tags: [...alarm.tags] }) as unknown as Snapshot),
  };
}

function newAlarm(of: Pick<Alarm, 'name' | 'arn' | 'settings' | 'watched' | 'tags'>, at: number): Alarm {
  return { ...of, actionsEnabled: true, state: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', reasonData: '', configuredAt: at, stateUpdatedAt: at, transitionedAt: at, history: [], evaluatedUntil: 0 };
}

function restoreAlarms(snapshot: Snapshot | undefined): readonly Alarm[] {
  const saved = (snapshot ?? []) as unknown as readonly (Alarm & { readonly tags: readonly (readonly [string, string])[] })[];
  return saved.map((alarm) => ({ ...alarm, tags: new Map(alarm.tags), watched: readAlarm(alarm.settings).watched }));
}

function actionsOf({ settings }: Alarm, state: AlarmState): readonly string[] {
  const actions = { OK: settings.OKActions, ALARM: settings.AlarmActions, INSUFFICIENT_DATA: settings.InsufficientDataActions }[state];
  return actions ?? [];
}

/** The periods that were over by `until`, newest first. */
function datapointsOf(store: MetricStore, { settings, watched: { queries, periodMs } }: Alarm, until: number, now: number): readonly Datapoint[] {
  const count = settings.EvaluationPeriods + LOOK_BACK_PERIODS;
  const end = Math.floor(until / periodMs) * periodMs;
  const points = pointsOf(() => answerQueries(store, now, queries, end - count * periodMs, end)[0]?.lines[0]);
  return Array.from({ length: count }, (_, i) => end - (i + 1) * periodMs).map((at) => ({ at, value: points?.get(at) }));
}

/** An expression that cannot be worked out of the values at hand has none, and does not keep other alarms from being looked at. */
function pointsOf(answer: () => Line | undefined): Line['points'] | undefined {
  try {
    return answer()?.points;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
