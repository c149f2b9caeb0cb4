import { z } from 'zod';
import { MAX_TAGS, tagFault, withoutTags, withTags } from '../json-api/tags.ts';
import { AwsError, type Operation } from '../wire/service.ts';
import { scalingOperation, validationException } from './inputs.ts';
import type { AutoscalingState, ScalableTarget } from './state.ts';

/** Of the resources of Application Auto Scaling, scalable targets have tags. */
export function taggingOperations(state: AutoscalingState): Readonly<Record<string, Operation>> {
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
