import { z } from 'zod';
import { MAX_TAGS, tagFault, withoutTags, withTags } from '../json-api/tags.ts';
import { AwsError, type Operation, type Service } from '../wire/service.ts';
import { scalingOperation, triple, validationException } from './inputs.ts';
import { policyOperations } from './policies.ts';
import { scalableTargetOperations } from './scalable-targets.ts';
import type { AutoscalingState, ScalableTarget } from './state.ts';

export interface AutoscalingOptions {
  readonly region: string;
  readonly account: string;
  readonly now: () => number;
}

/** Application Auto Scaling for ECS services. A control plane only: it keeps targets and policies and checks them as AWS does, and does not scale; a service's desired count is never moved. */
export function createAutoscaling({ region, account, now }: AutoscalingOptions): { readonly service: Service } {
  const arn = (service: string, resource: string) => `arn:aws:${service}:${service === 'iam' ? '' : region}:${account}:${resource}`;
  const state: AutoscalingState = { targets: new Map(), now, arn };
  return { service: { operations: { ...scalableTargetOperations(state), ...policyOperations(state), ...activityOperations(), ...taggingOperations(state) } } };
}

function activityOperations(): Readonly<Record<string, Operation>> {
  return { DescribeScalingActivities: scalingOperation(z.object({ ServiceNamespace: triple.ServiceNamespace }), () => ({ ScalingActivities: [] })) };
}

function taggingOperations(state: AutoscalingState): Readonly<Record<string, Operation>> {
  const ResourceARN = z.string().min(1).max(1011);
  return {
    TagResource: scalingOperation(z.object({ ResourceARN, Tags: z.record(z.string(), z.string()) }), ({ ResourceARN, Tags }) => {
      const target = taggable(state, ResourceARN);
      const fault = tagFault(new Map(Object.entries(Tags)));
      if (fault !== undefined) throw validationException(fault);
      const tags = withTags(target.tags, new Map(Object.entries(Tags)));
      if (tags.size > MAX_TAGS) throw new AwsError('TooManyTagsException', `A scalable target can have at most ${MAX_TAGS} tags.`);
      target.tags = tags;
      return {};
    }),
    UntagResource: scalingOperation(z.object({ ResourceARN, TagKeys: z.array(z.string()) }), ({ ResourceARN, TagKeys }) => {
      const target = taggable(state, ResourceARN);
      target.tags = withoutTags(target.tags, TagKeys);
      return {};
    }),
    ListTagsForResource: scalingOperation(z.object({ ResourceARN }), ({ ResourceARN }) => ({ Tags: Object.fromEntries(taggable(state, ResourceARN).tags) })),
  };
}

function taggable(state: AutoscalingState, arn: string): ScalableTarget {
  const target = [...state.targets.values()].find((candidate) => candidate.arn === arn);
  if (target === undefined) throw new AwsError('ResourceNotFoundException', `The resource is not there: ${arn}`);
  return target;
}
