import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { tagFault, type Tags } from '../json-api/tags.ts';
import type { Alarms } from '../cloudwatch/alarms/create-alarms.ts';
import type { ScalableServices } from '../ecs/scalable-services.ts';
import type { Operation } from '../wire/service.ts';
import { moveIntoBounds, serviceNamed } from './bounds.ts';
import { targetOf } from './find-target.ts';
import { limitExceeded, pageOf, scalingOperation, triple, validationException } from './inputs.ts';
import { removePolicy } from './policies.ts';
import type { AutoscalingState, ScalableTarget } from './state.ts';

const suspendedState = z.object({ DynamicScalingInSuspended: z.boolean().optional(), DynamicScalingOutSuspended: z.boolean().optional(), ScheduledScalingSuspended: z.boolean().optional() });
const NOT_SUSPENDED = { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false };

const capacity = z.number().int().min(0).optional();

const registerInput = z.object({ ...triple, MinCapacity: capacity, MaxCapacity: capacity, SuspendedState: suspendedState.optional(), Tags: z.record(z.string(), z.string()).default({}) });

const describeInput = z.object({
  ServiceNamespace: triple.ServiceNamespace,
  ResourceIds: z.array(triple.ResourceId).max(50).optional(),
  ScalableDimension: triple.ScalableDimension.optional(),
  MaxResults: z.number().int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
});

const MAX_TARGETS = 3_000;

export function scalableTargetOperations(state: AutoscalingState, services: ScalableServices, alarms: Alarms): Readonly<Record<string, Operation>> {
  return {
    RegisterScalableTarget: scalingOperation(registerInput, (input) => {
      const target = register(state, services, input);
      moveIntoBounds(state, services, target);
      return { ScalableTargetARN: target.arn };
    }),
    DescribeScalableTargets: scalingOperation(describeInput, ({ ResourceIds, MaxResults, NextToken }) => {
      const asked = [...state.targets.values()].filter(({ resourceId }) => ResourceIds?.includes(resourceId) ?? true);
      const cut = pageOf(asked, ({ resourceId }) => resourceId, MaxResults, NextToken);
      return { ScalableTargets: cut.items.map((target) => targetOutput(state, target)), NextToken: cut.next };
    }),
    DeregisterScalableTarget: scalingOperation(z.object(triple), ({ ResourceId }) => {
      const target = targetOf(state, ResourceId);
      for (const name of target.policies.keys()) removePolicy(alarms, target, name);
      state.targets.delete(ResourceId);
      return {};
    }),
  };
}

/** Registers a target or changes one: what the request leaves out stays, of the suspended state too. */
function register(state: AutoscalingState, services: ScalableServices, input: z.output<typeof registerInput>): ScalableTarget {
  const existing = state.targets.get(input.ResourceId);
  const [minimum, maximum] = [input.MinCapacity ?? existing?.minimum, input.MaxCapacity ?? existing?.maximum];
  if (minimum === undefined || maximum === undefined) throw validationException('A scalable target needs both MinCapacity and MaxCapacity when it is registered.');
  if (minimum > maximum) throw validationException('MinCapacity cannot be greater than MaxCapacity.');
  if (services.scalable(...serviceNamed(input.ResourceId)) === undefined) throw validationException(`ECS service doesn't exist: ${input.ResourceId}`);
  if (!existing && state.targets.size >= MAX_TARGETS) throw limitExceeded(`There can be at most ${MAX_TARGETS} scalable targets.`);
  const target = existing ?? newTarget(state, input.ResourceId, readTags(input.Tags));
  Object.assign(target, { minimum, maximum, suspended: { ...target.suspended, ...input.SuspendedState } });
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
    suspended: NOT_SUSPENDED,
    tags,
    policies: new Map(),
    scheduled: new Map(),
    lastOut: undefined,
    lastIn: undefined,
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
