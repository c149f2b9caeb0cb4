import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import { s3Operation } from './operation.ts';
import { invalidArgument } from './refusals.ts';
import { bucketOf, type Buckets, type StoredObject } from './state.ts';

/** S3 gives no more in one page, whatever is asked for. */
const MOST = 1_000;
const TOKEN = 'after:';

const input = z.object({
  Bucket: z.string(),
  Prefix: z.string().default(''),
  Delimiter: z.string().optional(),
  MaxKeys: z.int().min(0).default(MOST),
  StartAfter: z.string().optional(),
  ContinuationToken: z.string().optional(),
  EncodingType: z.literal('url').optional(),
  FetchOwner: z.literal(false).optional(),
});

export function listOperations(buckets: Buckets): Readonly<Record<string, Operation>> {
  return {
    ListObjectsV2: s3Operation(input, ({ Bucket, Prefix, Delimiter, MaxKeys, StartAfter, ContinuationToken, EncodingType }) => {
      const after = ContinuationToken === undefined ? StartAfter : readToken(ContinuationToken);
      const all = entriesOf(bucketOf(buckets, Bucket), Prefix, Delimiter).filter(({ name }) => after === undefined || compare(name, after) > 0);
      const page = all.slice(0, Math.min(MaxKeys, MOST));
      const last = all.length > page.length ? page.at(-1) : undefined;
      const told = EncodingType === 'url' ? encoded : (text: string) => text;
      return {
        Name: Bucket,
        Prefix: told(Prefix),
        MaxKeys,
        KeyCount: page.length,
        IsTruncated: last !== undefined,
        ...(Delimiter !== undefined && { Delimiter: told(Delimiter) }),
        ...(EncodingType && { EncodingType }),
        ...(StartAfter !== undefined && { StartAfter: told(StartAfter) }),
        ...(ContinuationToken !== undefined && { ContinuationToken }),
        ...(last && { NextContinuationToken: Buffer.from(TOKEN + last.name).toString('base64url') }),
        Contents: page.flatMap(({ name, object }) => (object ? [{ Key: told(name), LastModified: new Date(object.modified), ETag: object.etag, Size: object.body.length, StorageClass: 'STANDARD' }] : [])),
        CommonPrefixes: page.flatMap(({ name, object }) => (object ? [] : [{ Prefix: told(name) }])),
      };
    }),
  };
}

/** Objects, and in place of all whose names go on behind the delimiter the part that they share; in order of the bytes of their names. */
function entriesOf(objects: ReadonlyMap<string, StoredObject>, prefix: string, delimiter: string | undefined): readonly { readonly name: string; readonly object: StoredObject | undefined }[] {
  const entries = new Map<string, StoredObject | undefined>();
  for (const [key, object] of objects) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    if (end < 0) entries.set(key, object);
    else entries.set(key.slice(0, end + (delimiter?.length ?? 0)), undefined);
  }
  return [...entries].map(([name, object]) => ({ name, object })).toSorted((a, b) => compare(a.name, b.name));
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith(TOKEN)) throw invalidArgument('The continuation token provided is incorrect');
  return text.slice(TOKEN.length);
}

/** For keys that XML cannot hold: clients of Python always ask for it. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%2F', '/');
}
