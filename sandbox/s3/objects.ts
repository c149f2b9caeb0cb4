import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import { s3Operation } from './operation.ts';
import type { ObjectSink } from './object-sink.ts';
import { full, invalidDigest, keyTooLong, metadataTooLarge, noSuchKey, notImplemented, preconditionFailed } from './refusals.ts';
import { bucketOf, type Buckets, type StoredObject } from './state.ts';

/** S3's limits on an object's name and on what is noted beside it, in bytes. */
const MAX_KEY = 1_024;
const MAX_METADATA = 2_048;
/** What the sandbox keeps of all objects together, in bytes: they are in memory. */
export const MAX_TOTAL = 64 * 1024 * 1024;

const place = { Bucket: z.string(), Key: z.string() };
const written = z.object({
  ...place,
  Body: z.instanceof(Uint8Array).default(() => Buffer.alloc(0)),
  ContentType: z.string().default('binary/octet-stream'),
  ContentMD5: z.string().optional(),
  Metadata: z.record(z.string(), z.string()).default({}),
  IfMatch: z.string().optional(),
  IfNoneMatch: z.string().optional(),
});

export function objectOperations(buckets: Buckets, now: () => number): Readonly<Record<string, Operation>> {
  return {
    PutObject: s3Operation(written, ({ Bucket, Key, Body, ContentType, ContentMD5, Metadata, ...conditions }) => {
      const objects = bucketOf(buckets, Bucket);
      if (Buffer.byteLength(Key) > MAX_KEY) throw keyTooLong();
      if (Buffer.byteLength(Object.entries(Metadata).flat().join('')) > MAX_METADATA) throw metadataTooLarge();
      const body = Buffer.from(Body);
      if (ContentMD5 !== undefined && ContentMD5 !== createHash('md5').update(body).digest('base64')) throw invalidDigest();
      checkConditions(conditions, objects.get(Key));
      if (sizeOf(buckets) + body.length > MAX_TOTAL) throw full();
      return { ETag: keep(objects, Key, { body, modified: now(), contentType: ContentType, metadata: Metadata }) };
    }),
    GetObject: s3Operation(z.object(place), ({ Bucket, Key }) => {
      const found = bucketOf(buckets, Bucket).get(Key);
      if (!found) throw noSuchKey();
      const { body, etag, modified, contentType, metadata } = found;
      return { Body: body, AcceptRanges: 'bytes', ETag: etag, LastModified: new Date(modified), ContentType: contentType, Metadata: metadata };
    }),
  };
}

/** What other services put leaves half of the room to what callers put. */
export function objectSink(buckets: Buckets, now: () => number): ObjectSink {
  return {
    has: (bucket) => buckets.has(bucket),
    put(bucket, key, body) {
      if (sizeOf(buckets) + body.length > MAX_TOTAL / 2) throw full();
      keep(bucketOf(buckets, bucket), key, { body, modified: now(), contentType: 'application/octet-stream', metadata: {} });
    },
  };
}

function keep(objects: Map<string, StoredObject>, key: string, object: Omit<StoredObject, 'etag'>): string {
  const etag = `"${createHash('md5').update(object.body).digest('hex')}"`;
  objects.set(key, { ...object, etag });
  return etag;
}

/** Looking and writing are one step here, so that of two who write at once one is refused. */
function checkConditions({ IfMatch, IfNoneMatch }: { readonly IfMatch?: string | undefined; readonly IfNoneMatch?: string | undefined }, found: StoredObject | undefined): void {
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') throw notImplemented('If-None-Match other than *');
  if (IfNoneMatch === '*' && found) throw preconditionFailed();
  if (IfMatch === undefined) return;
  if (!found) throw noSuchKey();
  if (IfMatch !== found.etag && `"${IfMatch}"` !== found.etag) throw preconditionFailed();
}

function sizeOf(buckets: Buckets): number {
  let total = 0;
  for (const objects of buckets.values()) for (const { body } of objects.values()) total += body.length;
  return total;
}
