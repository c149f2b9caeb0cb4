import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import { targetOf } from './find-target.ts';
import { limitExceeded, objectNotFound, pageOf, scalingOperation, triple, validationException } from './inputs.ts';
import { isTimezone, parseSchedule } from './schedule.ts';
import type { AutoscalingState, ScalableTarget, ScheduledAction } from './state.ts';

const name = z.string().min(1).max(256).regex(/^(?! )[^:/|\p{Cc}]*(?<! )$/u);
const capacity = z.number().int().min(0).optional();

const putInput = z.object({
  ...triple,
  ScheduledActionName: name,
  Schedule: z.string().max(1600).optional(),
  Timezone: z.string().refine(isTimezone, 'is no time zone').optional(),
  StartTime: z.date().optional(),
  EndTime: z.date().optional(),
  ScalableTargetAction: z.object({ MinCapacity: capacity, MaxCapacity: capacity }).optional(),
});

const describeInput = z.object({
  ServiceNamespace: triple.ServiceNamespace,
  ScheduledActionNames: z.array(z.string()).max(50).optional(),
  ResourceId: triple.ResourceId.optional(),
  ScalableDimension: triple.ScalableDimension.optional(),
  MaxResults: z.number().int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
});

const MAX_ACTIONS = 200;

export function scheduledActionOperations(state: AutoscalingState): Readonly<Record<string, Operation>> {
  return {
    PutScheduledAction: scalingOperation(putInput, (input) => putAction(state, targetOf(state, input.ResourceId), input)),
    DescribeScheduledActions: scalingOperation(describeInput, ({ ScheduledActionNames, ResourceId, MaxResults, NextToken }) => {
      const all = [...state.targets.values()].flatMap((target) => [...target.scheduled.values()].map((action) => ({ target, action })));
      const asked = all.filter(({ target, action }) => (ResourceId === undefined || target.resourceId === ResourceId) && (ScheduledActionNames?.includes(action.name) ?? true));
      const cut = pageOf(asked, ({ target, action }) => `${target.resourceId} ${action.name}`, MaxResults, NextToken);
      return { ScheduledActions: cut.items.map(({ target, action }) => show(target, action)), NextToken: cut.next };
    }),
    DeleteScheduledAction: scalingOperation(z.object({ ...triple, ScheduledActionName: name }), ({ ResourceId, ScheduledActionName }) => {
      const isThere = state.targets.get(ResourceId)?.scheduled.delete(ScheduledActionName) ?? false;
      if (!isThere) throw objectNotFound(`No scheduled action found for service namespace: ecs, resource ID: ${ResourceId}, scalable dimension: ecs:service:DesiredCount, scheduled action name: ${ScheduledActionName}`);
      return {};
    }),
  };
}

/** Upsert by name: what the request leaves out stays. */
function putAction(state: AutoscalingState, target: ScalableTarget, input: z.output<typeof putInput>): unknown {
  const existing = target.scheduled.get(input.ScheduledActionName);
  const schedule = input.Schedule ?? existing?.schedule;
  const [minimum, maximum] = [input.ScalableTargetAction?.MinCapacity ?? existing?.minimum, input.ScalableTargetAction?.MaxCapacity ?? existing?.maximum];
  if (schedule === undefined) throw validationException('A scheduled action needs a Schedule.');
  if (!parseSchedule(schedule)) throw validationException(`The schedule must be at(yyyy-mm-ddThh:mm:ss), rate(value unit) or cron(minutes hours day-of-month month day-of-week year), without L, W and #: ${schedule}`);
  if (minimum === undefined && maximum === undefined) throw validationException('A scheduled action needs a ScalableTargetAction with MinCapacity, MaxCapacity or both.');
  if ((minimum ?? 0) > (maximum ?? Infinity)) throw validationException('MinCapacity cannot be greater than MaxCapacity.');
  if (!existing && target.scheduled.size >= MAX_ACTIONS) throw limitExceeded(`A scalable target can have at most ${MAX_ACTIONS} scheduled actions.`);
  target.scheduled.set(input.ScheduledActionName, {
    name: input.ScheduledActionName,
    arn: existing?.arn ?? state.arn('autoscaling', `scheduledAction:${randomUUID()}:resource/ecs/${target.resourceId}:scheduledActionName/${input.ScheduledActionName}`),
    createdAt: existing?.createdAt ?? new Date(state.now()),
    schedule,
    timezone: input.Timezone ?? existing?.timezone,
    start: input.StartTime?.getTime() ?? existing?.start,
    end: input.EndTime?.getTime() ?? existing?.end,
    minimum,
    maximum,
  });
  return {};
}

function show({ resourceId }: ScalableTarget, { name, arn, createdAt, schedule, timezone, start, end, minimum, maximum }: ScheduledAction): Record<string, unknown> {
  return {
    ScheduledActionName: name,
    ScheduledActionARN: arn,
    ServiceNamespace: 'ecs',
    Schedule: schedule,
    Timezone: timezone,
    ResourceId: resourceId,
    ScalableDimension: 'ecs:service:DesiredCount',
    StartTime: start === undefined ? undefined : new Date(start),
    EndTime: end === undefined ? undefined : new Date(end),
    ScalableTargetAction: { MinCapacity: minimum, MaxCapacity: maximum },
    CreationTime: createdAt,
  };
}
