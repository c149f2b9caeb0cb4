import { z } from 'zod';
import { MAX_TAGS, withoutTags, withTags, type Tags } from '../../json-api/tags.ts';
import { AwsError, type Operation } from '../../wire/service.ts';
import { invalidParameter } from '../errors.ts';
import { ecsOperation, readTags, tagList, tagOutput } from '../inputs.ts';
import { allServices, allTasks, type EcsState } from '../state.ts';

const resourceArn = z.string().min(1);

export function taggingOperations(state: EcsState): Readonly<Record<string, Operation>> {
  return {
    TagResource: ecsOperation(z.object({ resourceArn, tags: tagList }), ({ resourceArn, tags }) => {
      const resource = taggable(state, resourceArn);
      const all = withTags(resource.tags, readTags(tags));
      if (all.size > MAX_TAGS) throw invalidParameter(`A resource can have at most ${MAX_TAGS} tags.`);
      resource.tags = all;
      return {};
    }),
    UntagResource: ecsOperation(z.object({ resourceArn, tagKeys: z.array(z.string()) }), ({ resourceArn, tagKeys }) => {
      const resource = taggable(state, resourceArn);
      resource.tags = withoutTags(resource.tags, tagKeys);
      return {};
    }),
    ListTagsForResource: ecsOperation(z.object({ resourceArn }), ({ resourceArn }) => ({ tags: tagOutput(taggable(state, resourceArn).tags) })),
  };
}

function taggable(state: EcsState, arn: string): { tags: Tags } {
  if (!/^arn:aws[\w-]*:ecs:[\w-]+:\d{12}:[\w-]+\/./.test(arn)) throw invalidParameter(`The ARN provided is invalid: ${arn}`);
  const definitions = [...state.families.values()].flatMap(({ revisions }) => [...revisions.values()]);
  const resource = [...state.clusters.values(), ...allServices(state), ...allTasks(state), ...definitions].find((candidate) => candidate.arn === arn);
  if (resource === undefined) throw new AwsError('ResourceNotFoundException', 'The specified resource was not found.');
  return resource;
}
