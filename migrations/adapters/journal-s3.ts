import { randomUUID } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BanyanError } from '../../domain/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import { awsCode } from './aws/aws-errors.ts';
import { clientOptions, translated, type AwsPlace } from './aws/clients.ts';
import { poll } from './aws/poll.ts';
import { entryName, folderName, taken, unreadable, writeEntry } from './journal-entry-text.ts';
import { getEntry, listNumbers, type Folder } from './journal-s3-objects.ts';

/** Where the journal stands: `s3://bucket/prefix`, the prefix without slashes around it and perhaps empty. */
export interface S3Place {
  readonly bucket: string;
  readonly prefix: string;
}

/** How often a write is tried again that S3 puts off because another one to the same key is under way (409). */
const CONTENTION = { times: 10, everyMs: 200 };
/** Entries read at a time. */
const AT_ONCE = 8;

/**
 * A journal as objects that never change: `<prefix>/<migration>/000042.json`. Each is written with `If-None-Match: *`, which S3 decides at once: of two
 * appenders one wins. It notes a name of its own beside each object, by which it knows a write of its own whose answer was lost.
 */
export function createS3Journal(place: S3Place, { aws, clock }: { readonly aws: AwsPlace; readonly clock: Clock }): Journal & { close(): void } {
  const s3 = translated('S3', aws.endpoint ?? aws.region, new S3Client({ ...clientOptions(aws), forcePathStyle: aws.endpoint !== undefined, followRegionRedirects: true }));
  // Entries never change, so each is read once; what has come since is listed every time.
  const known = new Map<string, readonly JournalEntry[]>();
  const folderOf = (migration: string): Folder => ({ s3, bucket: place.bucket, path: [place.prefix, folderName(migration)].filter(Boolean).join('/') });

  return {
    async read(migration) {
      const folder = folderOf(migration);
      const before = known.get(migration) ?? [];
      const length = await lengthOf(folder, before.length);
      const entries = [...before];
      for (let from = before.length; from < length; from += AT_ONCE) {
        const indexes = Array.from({ length: Math.min(AT_ONCE, length - from) }, (_, n) => from + n);
        entries.push(...(await Promise.all(indexes.map((index) => presentEntry(folder, index)))));
      }
      known.set(migration, entries);
      return [...entries];
    },

    async append(migration, index, entry) {
      const folder = folderOf(migration);
      const text = writeEntry(migration, index, entry);
      if (index > (known.get(migration)?.length ?? 0)) await presentEntry(folder, index - 1);
      await writeOnce(folder, index, text, clock);
    },

    close: () => s3.destroy(),
  };
}

/** How many entries there are, none of them missing. The last one that was known is looked for again: what was there cannot be gone. */
async function lengthOf(folder: Folder, before: number): Promise<number> {
  const first = Math.max(0, before - 1);
  const numbers = await listNumbers(folder, first);
  const missing = numbers.findIndex((number, n) => number !== first + n);
  if (missing >= 0) throw unreadable(`s3://${folder.bucket}/${folder.path}/${entryName(first + missing)}`, `it is missing, though ${entryName(numbers[missing] ?? 0)} is there`);
  if (first + numbers.length < before) throw unreadable(`s3://${folder.bucket}/${folder.path}/${entryName(first)}`, 'it was there and is gone');
  return first + numbers.length;
}

async function presentEntry(folder: Folder, index: number): Promise<JournalEntry> {
  const found = await getEntry(folder, index);
  if (!found) throw unreadable(`s3://${folder.bucket}/${folder.path}/${entryName(index)}`, 'it is missing');
  return found.entry;
}

/** Writes the object where there is none of that name. */
async function writeOnce(folder: Folder, index: number, text: string, clock: Clock): Promise<void> {
  const place = `s3://${folder.bucket}/${folder.path}/${entryName(index)}`;
  const write = randomUUID();
  const put = new PutObjectCommand({ Bucket: folder.bucket, Key: `${folder.path}/${entryName(index)}`, Body: text, ContentType: 'application/json', IfNoneMatch: '*', Metadata: { write } });
  const settled = await poll(clock, CONTENTION, async () => {
    try {
      await folder.s3.send(put);
      return 'written';
    } catch (error) {
      if (awsCode(error) === 'ConditionalRequestConflict') return undefined;
      if (awsCode(error) === 'PreconditionFailed') return 'taken';
      // Whether it was written nobody has said: the entry itself tells.
      if (error instanceof BanyanError && error.code === 'AWS_UNREACHABLE') return error;
      throw unwritable(place, error);
    }
  });
  if (settled === 'written') return;
  const found = settled instanceof BanyanError ? await getEntry(folder, index).catch(() => undefined) : await getEntry(folder, index);
  if (found?.write === write) return;
  if (settled instanceof BanyanError && !found) throw settled;
  throw taken(place, found?.entry);
}

function unwritable(place: string, error: unknown): unknown {
  if (!(error instanceof BanyanError) || error.code !== 'AWS_REFUSED') return error;
  return new BanyanError('JOURNAL_UNWRITABLE', `the journal entry ${place} cannot be written: ${error.message}`, { cause: error });
}
