import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createS3Journal } from '../../../migrations/adapters/journal-s3.ts';
import type { Journal } from '../../../migrations/ports/journal.ts';
import type { ObjectSink } from '../../../sandbox/s3/object-sink.ts';
import { createS3, type S3 } from '../../../sandbox/s3/s3.ts';
import type { Snapshot } from '../../../sandbox/state/snapshot.ts';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/wire/credentials.ts';
import type { CallFate, Intercept } from '../../../sandbox/wire/intercept.ts';
import { startWireServer } from '../../../sandbox/wire/server.ts';
import { hastyClock } from '../../support/real-clock.ts';

export const BUCKET = 'journals';

/** S3 with a bucket in it, and everybody's way to a journal there. */
export interface S3Account {
  /** Another operator's view; by default of `s3://journals/shop`. */
  open(bucket?: string): Journal;
  /** Puts an object as a person would, whatever is there. */
  put(key: string, body: string): Promise<void>;
  /** Calls by operation, in their order. */
  readonly calls: readonly string[];
  /** The next calls of the operation meet these fates, one each. */
  inject(operation: string, fates: readonly Partial<CallFate>[]): void;
  readonly endpoint: string;
  /** What other services of AWS put there. */
  readonly sink: ObjectSink;
  /** Every key that is there. */
  keys(): Promise<readonly string[]>;
  /** Everything in the bucket is gone. */
  lose(): void;
  stop(): Promise<void>;
}

const UNTOUCHED: CallFate = { delayMs: 0, before: undefined, lateMs: 0, lost: false };

/** The sandbox's S3 alone, faults on demand. */
export async function openS3Account(restored?: Snapshot): Promise<S3Account> {
  const calls: string[] = [];
  const fates = new Map<string, Partial<CallFate>[]>();
  const intercept: Intercept = ({ operation }) => {
    calls.push(operation);
    return { ...UNTOUCHED, ...fates.get(operation)?.shift() };
  };
  const make = (snapshot?: Snapshot): S3 => createS3({ region: 'us-east-1', now: Date.now, restored: snapshot });
  let current = make(restored);
  const operations = Object.fromEntries(Object.keys(current.service.operations).map((name) => [name, (input: unknown) => current.service.operations[name]?.(input)]));
  const server = await startWireServer({ host: '127.0.0.1', services: { s3: { operations } }, now: Date.now, intercept });
  const account = await accountAt(server.endpoint);
  return {
    ...account,
    calls,
    sink: current.sink,
    endpoint: server.endpoint,
    lose: () => void (current = make([{ name: BUCKET, objects: [] }])),
    inject: (operation, next) => void fates.set(operation, [...next]),
    async stop() {
      await account.stop();
      await server.close();
    },
  };
}

/** Whatever offers S3 there; makes the bucket where there is none. */
export async function accountAt(endpoint: string, prefix = 'shop'): Promise<Pick<S3Account, 'open' | 'put' | 'keys' | 'stop'>> {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: SANDBOX_CREDENTIALS.accessKeyId, AWS_SECRET_ACCESS_KEY: SANDBOX_CREDENTIALS.secretAccessKey });
  const person = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: SANDBOX_CREDENTIALS });
  await person.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const opened: { close(): void }[] = [];
  return {
    open(bucket = BUCKET) {
      const journal = createS3Journal({ bucket, prefix }, { aws: { region: 'us-east-1', endpoint }, clock: hastyClock(20) });
      opened.push(journal);
      return journal;
    },
    put: async (Key, Body) => void (await person.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))),
    keys: async () => ((await person.send(new ListObjectsV2Command({ Bucket: BUCKET }))).Contents ?? []).map(({ Key = '' }) => Key),
    async stop() {
      person.destroy();
      for (const journal of opened) journal.close();
    },
  };
}
