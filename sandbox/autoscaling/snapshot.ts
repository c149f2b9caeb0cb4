import type { Snapshot } from '../state/snapshot.ts';
import type { Activity } from './activity.ts';
import type { AutoscalingState, ScalableTarget, ScalingPolicy, ScheduledAction } from './state.ts';

type Saved<T> = Omit<T, 'createdAt'> & { readonly createdAt: number };
type SavedTarget = Saved<Omit<ScalableTarget, 'tags' | 'policies' | 'scheduled'>> & {
  readonly tags: readonly (readonly [string, string])[];
  readonly policies: readonly Saved<ScalingPolicy>[];
  readonly scheduled: readonly Saved<ScheduledAction>[];
};

export function saveState({ targets, activities }: Pick<AutoscalingState, 'targets' | 'activities'>): Snapshot {
  const saved: readonly SavedTarget[] = [...targets.values()].map((target) => ({
    ...target,
    createdAt: target.createdAt.getTime(),
    tags: [...target.tags],
    policies: [...target.policies.values()].map(save),
    scheduled: [...target.scheduled.values()].map(save),
  }));
  // Members that are undefined are not there in JSON.
  return JSON.parse(JSON.stringify({ targets: saved, activities })) as Snapshot;
}

export function restoreState(snapshot: Snapshot | undefined): Pick<AutoscalingState, 'targets' | 'activities'> {
  const { targets, activities } = (snapshot ?? { targets: [], activities: [] }) as unknown as { readonly targets: readonly SavedTarget[]; readonly activities: readonly Activity[] };
  const restored = targets.map((target): ScalableTarget => ({ ...target, createdAt: new Date(target.createdAt), tags: new Map(target.tags), policies: byName<ScalingPolicy>(target.policies), scheduled: byName<ScheduledAction>(target.scheduled) }));
  return { targets: new Map(restored.map((target) => [target.resourceId, target])), activities };
}

function save<T extends { readonly createdAt: Date }>(item: T): Saved<T> {
  return { ...item, createdAt: item.createdAt.getTime() };
}

function byName<T extends { readonly name: string }>(items: readonly { readonly name: string; readonly createdAt: number }[]): Map<string, T> {
  return new Map(items.map((item) => [item.name, { ...item, createdAt: new Date(item.createdAt) } as unknown as T]));
}
