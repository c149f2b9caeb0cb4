import type { Snapshot } from '../state/snapshot.ts';
import type { Service } from '../wire/service.ts';
import { bucketOperations } from './buckets.ts';
import { listOperations } from './list-objects.ts';
import type { ObjectSink } from './object-sink.ts';
import { objectOperations, objectSink } from './objects.ts';
import { restoreBuckets, saveBuckets } from './state.ts';

export interface S3Options {
  readonly region: string;
  readonly now: () => number;
  /** What {@link S3.snapshot} gave before a restart. */
  readonly restored?: Snapshot | undefined;
}

export interface S3 {
  readonly service: Service;
  /** For other services. */
  readonly sink: ObjectSink;
  snapshot(): Snapshot;
}

/** S3 as far as a journal and access logs need it: buckets, objects that are written once or on a condition, and lists of them. All is kept in memory. */
export function createS3({ region, now, restored }: S3Options): S3 {
  const buckets = restoreBuckets(restored);
  const operations = { ...bucketOperations(buckets, region), ...objectOperations(buckets, now), ...listOperations(buckets) };
  return { service: { operations }, sink: objectSink(buckets, now), snapshot: () => saveBuckets(buckets) };
}
