import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import { invalidArgument, notImplemented } from './refusals.ts';

/** What changes nothing here: who owns what, and checksums beside the signature's own. */
const IGNORED = /^(ACL|Checksum\w*|ContentLength|ExpectedBucketOwner|ObjectOwnership|RequestPayer)$/;

/** An operation of S3. A member that it does not act on would be a promise that nobody keeps: it is refused. */
export function s3Operation<S extends z.ZodObject>(schema: S, handle: (input: z.output<S>) => unknown): Operation {
  return (input: Readonly<Record<string, unknown>>) => {
    const stray = Object.keys(input).find((member) => !(member in schema.shape) && !IGNORED.test(member));
    if (stray !== undefined) throw notImplemented(stray);
    const { data, error } = schema.safeParse(input);
    if (error) throw invalidArgument(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
    return handle(data);
  };
}
