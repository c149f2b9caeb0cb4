import { z } from 'zod';
import { MAX_TAGS, withoutTags, withTags } from '../json-api/tags.ts';
import type { Operation } from '../wire/service.ts';
import { tooManyTags } from './errors.ts';
import { cloudMapOperation, known, readTags, tagList } from './inputs.ts';
import type { CloudMapState, DiscoveryService, Namespace } from './state.ts';

const ResourceARN = z.string().min(1).max(1011);

export function taggingOperations(state: CloudMapState): Readonly<Record<string, Operation>> {
  const taggable = (arn: string): Namespace | DiscoveryService => known([...state.namespaces.values(), ...state.services.values()].find((resource) => resource.arn === arn), arn);
  return {
    TagResource: cloudMapOperation(z.object({ ResourceARN, Tags: tagList }), ({ ResourceARN, Tags }) => {
      const resource = taggable(ResourceARN);
      const tags = withTags(resource.tags, readTags(Tags, ResourceARN));
      if (tags.size > MAX_TAGS) throw tooManyTags(ResourceARN);
      resource.tags = tags;
      return {};
    }),
    UntagResource: cloudMapOperation(z.object({ ResourceARN, TagKeys: z.array(z.string()) }), ({ ResourceARN, TagKeys }) => {
      const resource = taggable(ResourceARN);
      resource.tags = withoutTags(resource.tags, TagKeys);
      return {};
    }),
    ListTagsForResource: cloudMapOperation(z.object({ ResourceARN }), ({ ResourceARN }) => ({
      Tags: [...taggable(ResourceARN).tags].map(([Key, Value]) => ({ Key, Value })),
    })),
  };
}
