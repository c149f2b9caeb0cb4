import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import type { Activity } from './activity.ts';
import { pageOf, scalingOperation, triple } from './inputs.ts';
import type { AutoscalingState } from './state.ts';

/** AWS keeps activities for six weeks, the sandbox the newest of them. */
const MAX_ACTIVITIES = 1_000;

export function enterActivity(state: AutoscalingState, entry: Omit<Activity, 'id' | 'startedAt' | 'endedAt'> & { readonly hasEnded: boolean }): void {
  const { hasEnded, ...activity } = entry;
  state.activities = [...state.activities, { ...activity, id: randomUUID(), startedAt: state.now(), endedAt: hasEnded ? state.now() : undefined }].slice(-MAX_ACTIVITIES);
}

/** Ends what is under way for a resource: fulfilled once as many tasks run as were wanted, overridden where something else is wanted by now. */
export function settleActivities(state: AutoscalingState, resourceId: string, desired: number, running: number): void {
  for (const activity of state.activities) {
    if (activity.resourceId !== resourceId || activity.status !== 'InProgress') continue;
    if (activity.wanted !== desired) Object.assign(activity, { status: 'Overridden', endedAt: state.now(), message: `${activity.message} It was overridden by a later change.` });
    else if (running === desired) Object.assign(activity, { status: 'Successful', endedAt: state.now(), message: `Successfully set desired count to ${desired}. Change successfully fulfilled by ecs.` });
  }
}

const describeInput = z.object({
  ServiceNamespace: triple.ServiceNamespace,
  ResourceId: triple.ResourceId.optional(),
  ScalableDimension: triple.ScalableDimension.optional(),
  MaxResults: z.number().int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
  IncludeNotScaledActivities: z.boolean().default(false),
});

/** Newest first. Attempts that changed nothing are shown on demand only. */
export function activityOperations(state: AutoscalingState): Readonly<Record<string, Operation>> {
  return {
    DescribeScalingActivities: scalingOperation(describeInput, ({ ResourceId, MaxResults, NextToken, IncludeNotScaledActivities }) => {
      const asked = state.activities.filter(({ resourceId, notScaled }) => (ResourceId === undefined || resourceId === ResourceId) && (notScaled === undefined || IncludeNotScaledActivities));
      const numbered = asked.map((activity, index) => ({ activity, key: `${String(activity.startedAt).padStart(15, '0')} ${String(index).padStart(6, '0')}` }));
      const cut = pageOf(numbered, ({ key }) => key, MaxResults, NextToken, 'DESC');
      return { ScalingActivities: cut.items.map(({ activity }) => show(activity)), NextToken: cut.next };
    }),
  };
}

function show({ id, resourceId, description, cause, startedAt, endedAt, status, message, notScaled }: Activity): Record<string, unknown> {
  return {
    ActivityId: id,
    ServiceNamespace: 'ecs',
    ResourceId: resourceId,
    ScalableDimension: 'ecs:service:DesiredCount',
    Description: description,
    Cause: cause,
    StartTime: new Date(startedAt),
    EndTime: endedAt === undefined ? undefined : new Date(endedAt),
    StatusCode: status,
    StatusMessage: message,
    NotScaledReasons: notScaled === undefined ? undefined : [notScaled],
  };
}
