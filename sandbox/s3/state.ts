import type { Snapshot } from '../state/snapshot.ts';
import { noSuchBucket } from './refusals.ts';

/** An object as it was put. */
export interface StoredObject {
  readonly body: Buffer;
  /** With its quotation marks, as S3 shows it. */
  readonly etag: string;
  readonly modified: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Buckets by name, each with its objects by key. */
export type Buckets = Map<string, Map<string, StoredObject>>;

export function bucketOf(buckets: Buckets, name: string): Map<string, StoredObject> {
  const found = buckets.get(name);
  if (!found) throw noSuchBucket();
  return found;
}

type SavedObject = Omit<StoredObject, 'body'> & { readonly key: string; readonly base64: string };
type Saved = readonly { readonly name: string; readonly objects: readonly SavedObject[] }[];

export function saveBuckets(buckets: Buckets): Snapshot {
  const saved: Saved = [...buckets].map(([name, objects]) => ({ name, objects: [...objects].map(([key, { body, ...rest }]) => ({ key, base64: body.toString('base64'), ...rest })) }));
  return saved;
}

export function restoreBuckets(snapshot: Snapshot | undefined): Buckets {
  const saved = (snapshot ?? []) as unknown as Saved;
  return new Map(saved.map(({ name, objects }) => [name, new Map(objects.map(({ key, base64, ...rest }) => [key, { ...rest, body: Buffer.from(base64, 'base64') }]))]));
}
