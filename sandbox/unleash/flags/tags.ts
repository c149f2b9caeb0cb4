import { z } from 'zod';
import { text } from '../parse-body.ts';
import type { Store } from '../state/store.ts';
import type { Flag, Tag } from '../state/unleash-state.ts';
import { badData } from '../unleash-error.ts';

/** Between spaces, 2 to 50 characters. */
const TAG_VALUE = /^\s*\S.{0,48}\S\s*$/;
export const TagBody = z.object({ type: text, value: text.pipe(z.string().max(50).regex(TAG_VALUE, `match pattern "${TAG_VALUE.source}"`)) });
export const TagChanges = z.object({ addedTags: z.array(TagBody), removedTags: z.array(TagBody) });

export function sameTag(tag: Tag): (other: Tag) => boolean {
  return ({ type, value }) => type === tag.type && value === tag.value;
}

/** Puts the tag on the flag, and makes it where it is new. */
export function addTag(store: Store, flag: Flag, tag: Tag): void {
  const { tags, tagTypes } = store.state;
  if (!tagTypes.some(({ name }) => name === tag.type)) throw badData(`Tag type '${tag.type}' does not exist`);
  if (!tags.some(sameTag(tag))) {
    tags.push(tag);
    store.record({ type: 'tag-created', data: tag });
  }
  flag.tags = [...flag.tags.filter((each) => !sameTag(tag)(each)), tag];
  store.record({ type: 'feature-tagged', featureName: flag.name, data: tag });
}

export function removeTag(store: Store, flag: Flag, tag: Tag): void {
  flag.tags = flag.tags.filter((each) => !sameTag(tag)(each));
  store.record({ type: 'feature-untagged', featureName: flag.name, preData: tag });
}
