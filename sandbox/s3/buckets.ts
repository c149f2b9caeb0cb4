import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import { s3Operation } from './operation.ts';
import { invalidArgument, invalidBucketName } from './refusals.ts';
import { bucketOf, type Buckets } from './state.ts';

/** "Bucket naming rules": 3 to 63 of these, beginning and ending with a letter or a digit, and no address. */
const NAME = /^(?!\d+(\.\d+){3}$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export function bucketOperations(buckets: Buckets, region: string): Readonly<Record<string, Operation>> {
  const configuration = z.object({ LocationConstraint: z.string().optional() }).optional();
  return {
    /** Again is no error in this region, the one where it never was. */
    CreateBucket: s3Operation(z.object({ Bucket: z.string(), CreateBucketConfiguration: configuration }), ({ Bucket, CreateBucketConfiguration }) => {
      if (!NAME.test(Bucket)) throw invalidBucketName();
      if (CreateBucketConfiguration?.LocationConstraint) throw invalidArgument(`Buckets are made in ${region}, for which there is no location constraint.`);
      if (!buckets.has(Bucket)) buckets.set(Bucket, new Map());
      return { Location: `/${Bucket}` };
    }),
    HeadBucket: s3Operation(z.object({ Bucket: z.string() }), ({ Bucket }) => {
      bucketOf(buckets, Bucket);
      return { BucketRegion: region };
    }),
  };
}
