import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { tagFault, type Tags } from '../json-api/tags.ts';
import type { Operation } from '../wire/service.ts';
import { objectNotFound, pageOf, scalingOperation, triple, validationException } from './inputs.ts';
import type { AutoscalingState, ScalableTarget } from './state.ts';

const suspendedState = z.object({
  DynamicScalingInSuspended: z.boolean().default(false),
  DynamicScalingOutSuspended: z.boolean().default(false),
  ScheduledScalingSuspended: z.boolean().default(false),
});

const capacity = z.number().int().min(0).optional();

const registerInput = z.object({ ...triple, MinCapacity: capacity, MaxCapacity: capacity, SuspendedState: suspendedState.optional(), Tags: z.record(z.string(), z.string()).default({}) });

const describeInput = z.object({
  ServiceNamespace: triple.ServiceNamespace,
  ResourceIds: z.array(z.string()).max(50).optional(),
  ScalableDimension: triple.ScalableDimension.optional(),
  MaxResults: z.number().int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
});

export function scalableTargetOperations(state: AutoscalingState): Readonly<Record<string, Operation>> {
  return {
    RegisterScalableTarget: scalingOperation(registerInput, (input) => ({ ScalableTargetARN: register(state, input).arn })),
    DescribeScalableTargets: scalingOperation(describeInput, ({ ResourceIds, MaxResults, NextToken }) => {
      const asked = [...state.targets.values()].filter(({ resourceId }) => ResourceIds?.includes(resourceId) ?? true);
      const cut = pageOf(asked, ({ resourceId }) => resourceId, MaxResults, NextToken);
      return { ScalableTargets: cut.items.map((target) => targetOutput(state, target)), NextToken: cut.next };
    }),
    DeregisterScalableTarget: scalingOperation(z.object(triple), ({ ResourceId }) => {
      state.targets.delete(targetOf(state, ResourceId).resourceId);
      return {};
    }),
  };
}

/** The target registered for that resource. */
export function targetOf(state: AutoscalingState, resourceId: string): ScalableTarget {
  const target = state.targets.get(resourceId);
  if (target === undefined) throw objectNotFound(`No scalable target found for service namespace: ecs, resource ID: ${resourceId}, scalable dimension: ecs:service:DesiredCount`);
  return target;
}

/** Registers a target or changes one: what the request leaves out stays. */
function register(state: AutoscalingState, input: z.output<typeof registerInput>): ScalableTarget {
  const existing = state.targets.get(input.ResourceId);
  const [minimum, maximum] = [input.MinCapacity ?? existing?.minimum, input.MaxCapacity ?? existing?.maximum];
  if (minimum === undefined || maximum === undefined) throw validationException('A scalable target needs both MinCapacity and MaxCapacity when it is registered.');
  if (minimum > maximum) throw validationException('MinCapacity cannot be greater than MaxCapacity.');
  const target = existing ?? newTarget(state, input.ResourceId, readTags(input.Tags));
  Object.assign(target, { minimum, maximum, suspended: input.SuspendedState ?? target.suspended });
  state.targets.set(target.resourceId, target);
  return target;
}

function readTags(tags: Readonly<Record<string, string>>): Tags {
  const read = new Map(Object.entries(tags));
  const fault = tagFault(read);
  if (fault !== undefined) throw validationException(fault);
  return read;
}

function newTarget(state: AutoscalingState, resourceId: string, tags: Tags): ScalableTarget {
  const id = randomUUID().replaceAll('-', '').slice(0, 30);
  return {
    resourceId,
    arn: state.arn('application-autoscaling', `scalable-target/${id}`),
    createdAt: new Date(state.now()),
    minimum: 0,
    maximum: 0,
    suspended: suspendedState.parse({}),
    tags,
    policies: new Map(),
  };
}

function targetOutput(state: AutoscalingState, target: ScalableTarget): Record<string, unknown> {
  return {
    ServiceNamespace: 'ecs',
    ResourceId: target.resourceId,
    ScalableDimension: 'ecs:service:DesiredCount',
    MinCapacity: target.minimum,
    MaxCapacity: target.maximum,
    RoleARN: state.arn('iam', 'role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService'),
    CreationTime: target.createdAt,
    SuspendedState: target.suspended,
    ScalableTargetARN: target.arn,
  };
}
