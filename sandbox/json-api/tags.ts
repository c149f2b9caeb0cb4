/** Tags of one resource. */
export type Tags = ReadonlyMap<string, string>;

export const NO_TAGS: Tags = new Map();

/** Most tags a resource may have. */
export const MAX_TAGS = 50;

/** What is wrong with these tags, in words, or `undefined`. */
export function tagFault(tags: Tags): string | undefined {
  for (const [key, value] of tags) {
    if (key.length < 1 || key.length > 128) return `The tag key must have 1 to 128 characters: '${key}'.`;
    if (value.length > 256) return `The value of the tag '${key}' must have at most 256 characters.`;
    if (key.toLowerCase().startsWith('aws:')) return `The tag key '${key}' begins with 'aws:', which is reserved.`;
  }
}

/** The tags with `more` set on top. */
export function withTags(tags: Tags, more: Tags): Tags {
  return new Map([...tags, ...more]);
}

/** The tags without `keys`. */
export function withoutTags(tags: Tags, keys: readonly string[]): Tags {
  return new Map([...tags].filter(([key]) => !keys.includes(key)));
}
