import type { ListTagsForResourceInput, Tag, TagResourceInput, UntagResourceInput } from '@aws-sdk/client-cloudwatch';
import { MAX_TAGS, tagFault, withoutTags, withTags, type Tags } from '../json-api/tags.ts';
import { AwsError, type Operation } from '../wire/service.ts';
import type { Alarm } from './alarms/alarm.ts';
import type { Alarms } from './alarms/create-alarms.ts';
import { invalidValue } from './inputs.ts';

/** Of CloudWatch's resources the sandbox has alarms. */
export function taggingOperations({ all }: Alarms): Readonly<Record<string, Operation>> {
  const taggable = (arn = ''): Alarm => {
    const found = [...all.values()].find((alarm) => alarm.arn === arn);
    if (!found) throw new AwsError('ResourceNotFoundException', `The resource is not there: ${arn}`, 404);
    return found;
  };
  return {
    TagResource({ ResourceARN, Tags }: TagResourceInput) {
      const alarm = taggable(ResourceARN);
      const tags = withTags(alarm.tags, readTags(Tags));
      if (tags.size > MAX_TAGS) throw invalidValue(`A resource can have at most ${MAX_TAGS} tags.`);
      alarm.tags = tags;
      return {};
    },
    UntagResource({ ResourceARN, TagKeys = [] }: UntagResourceInput) {
      const alarm = taggable(ResourceARN);
      alarm.tags = withoutTags(alarm.tags, TagKeys);
      return {};
    },
    ListTagsForResource: ({ ResourceARN }: ListTagsForResourceInput) => ({ Tags: [...taggable(ResourceARN).tags].map(([Key, Value]) => ({ Key, Value })) }),
  };
}

export function readTags(list: readonly Tag[] | undefined): Tags {
  const tags = new Map((list ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  const fault = tagFault(tags);
  if (fault !== undefined) throw invalidValue(fault);
  if (tags.size > MAX_TAGS) throw invalidValue(`A resource can have at most ${MAX_TAGS} tags.`);
  return tags;
}
