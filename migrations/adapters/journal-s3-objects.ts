import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import { awsCode } from './aws/aws-errors.ts';
import { entryName, entryNumbers, readEntry, unreadable } from './journal-entry-text.ts';

/** Where a migration's entries stand: `path` has no slash at its end. */
export interface Folder {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly path: string;
}

/** The numbers of the entries from `first` on, in order, over all pages. A bucket that is not there is no empty journal. */
export async function listNumbers({ s3, bucket, path }: Folder, first: number): Promise<readonly number[]> {
  const place = `s3://${bucket}/${path}`;
  const names: string[] = [];
  const after = first > 0 ? { StartAfter: `${path}/${entryName(first - 1)}` } : {};
  try {
    for await (const { Contents } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: `${path}/`, ...after })) {
      names.push(...(Contents ?? []).map(({ Key = '' }) => Key.slice(path.length + 1)));
    }
  } catch (error) {
    throw refused(place, error);
  }
  return entryNumbers(place, names);
}

/** An entry, and the name that its writer noted beside it; `undefined` where there is none. */
export async function getEntry({ s3, bucket, path }: Folder, index: number): Promise<{ readonly entry: JournalEntry; readonly write: string | undefined } | undefined> {
  const key = `${path}/${entryName(index)}`;
  const place = `s3://${bucket}/${key}`;
  try {
    const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const text = (await Body?.transformToString().catch(brokenOff(place))) ?? '';
    return { entry: readEntry(place, text), write: Metadata?.['write'] };
  } catch (error) {
    if (awsCode(error) === 'NoSuchKey') return undefined;
    throw refused(place, error);
  }
}

/** What came before the end of the answer is no entry. */
function brokenOff(place: string): (error: unknown) => never {
  return (error) => {
    throw new BanyanError('AWS_UNREACHABLE', `S3 GetObject: the answer broke off at ${place}: ${messageOf(error)}.`, { cause: error });
  };
}

function refused(place: string, error: unknown): unknown {
  return error instanceof BanyanError && error.code === 'AWS_REFUSED' ? unreadable(place, error.message, error) : error;
}
