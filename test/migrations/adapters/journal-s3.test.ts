import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { JournalEntry } from '../../../domain/journal-entry.ts';
import { AwsError } from '../../../sandbox/wire/service.ts';
import { journalContract } from '../../contract/journal.ts';
import { ENTRIES, intentOf } from '../../contract/journal-entries.ts';
import { HAS } from '../../sandbox/clients/other-clients.ts';
import { openMoto } from '../../sandbox/clients/moto/start-moto.ts';
import { accountAt, BUCKET, openS3Account, type S3Account } from './s3-account.ts';

const ID = '0001-catalog';
const [moved] = ENTRIES as [JournalEntry];
const conflict = { before: new AwsError('ConditionalRequestConflict', 'The conditional request cannot succeed due to a conflicting operation against this resource.', 409) };

journalContract('a bucket of the sandbox', () => openS3Account());

if (HAS.moto) {
  describe('with moto_server', () => {
    let moto: Awaited<ReturnType<typeof openMoto>>;
    beforeAll(async () => {
      moto = await openMoto();
    }, 60_000);
    afterAll(() => moto.close());
    let journals = 0;
    journalContract('a bucket of moto', () => accountAt(moto.endpoint.url, `shop-${++journals}`));
  });
} else {
  test.skip('the journal’s contract, kept by a bucket of moto (there is no moto_server on the PATH)', () => undefined);
}

describe('a journal on S3', () => {
  let s3: S3Account;
  beforeEach(async () => {
    s3 = await openS3Account();
  });
  afterEach(() => s3.stop());

  test('one that is longer than a page of a list is read whole, and each entry once', async () => {
    const many = await openS3Account([{ name: BUCKET, objects: Array.from({ length: 1_005 }, (_, index) => objectOf(index)) }]);
    const journal = many.open();
    expect(await journal.read(ID)).toHaveLength(1_005);
    expect(many.calls.filter((call) => call === 'ListObjectsV2')).toHaveLength(2);
    await journal.append(ID, 1_005, intentOf('me', 'the last'));
    const before = many.calls.length;
    expect((await journal.read(ID)).at(-1)).toEqual(intentOf('me', 'the last'));
    expect(many.calls.slice(before)).toEqual(['ListObjectsV2', 'GetObject']);
    await many.stop();
  });

  test('a write whose answer is lost is known as one’s own, and no conflict', async () => {
    const journal = s3.open();
    s3.inject('PutObject', [{ lost: true }]);
    await journal.append(ID, 0, moved);
    expect(s3.calls.filter((call) => call === 'PutObject')).toHaveLength(2);
    expect(await journal.read(ID)).toEqual([moved]);
  });

  test('a write none of whose answers came is known as one’s own where it stands there', async () => {
    s3.inject('PutObject', [{ lost: true }, ...Array.from({ length: 4 }, () => ({ before: 'cut' as const }))]);
    await s3.open().append(ID, 0, moved);
    expect(await s3.open().read(ID)).toEqual([moved]);
  });

  test('a write that never came through is an error that says so, and no entry', async () => {
    s3.inject('PutObject', Array.from({ length: 5 }, () => ({ before: 'cut' as const })));
    await expect(s3.open().append(ID, 0, moved)).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' });
    expect(await s3.open().read(ID)).toEqual([]);
  });

  test('the same text of somebody else, in the same millisecond, is still a conflict', async () => {
    await s3.open().append(ID, 0, moved);
    await expect(s3.open().append(ID, 0, moved)).rejects.toMatchObject({ code: 'JOURNAL_CONFLICT' });
  });

  test('a write that S3 puts off for another one is tried again', async () => {
    s3.inject('PutObject', [conflict, conflict, conflict]);
    await s3.open().append(ID, 0, moved);
    expect(await s3.open().read(ID)).toEqual([moved]);
  });

  test('throttles and failures of S3 that pass are not noticed', async () => {
    s3.inject('PutObject', [{ before: new AwsError('SlowDown', 'Please reduce your request rate.', 503) }]);
    s3.inject('ListObjectsV2', [{ before: new AwsError('InternalError', 'We encountered an internal error. Please try again.', 500) }]);
    const journal = s3.open();
    await journal.append(ID, 0, moved);
    expect(await journal.read(ID)).toEqual([moved]);
  });

  test('a bucket that is not there is no empty journal', async () => {
    const message = expect.stringContaining('s3://nobodys/shop/0001-catalog: S3 ListObjectsV2 was refused: NoSuchBucket');
    await expect(s3.open('nobodys').read(ID)).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE', message });
    await expect(s3.open('nobodys').append(ID, 0, moved)).rejects.toMatchObject({ code: 'JOURNAL_UNWRITABLE', message: expect.stringContaining('NoSuchBucket') });
  });

  test('what may not be read is no empty journal', async () => {
    s3.inject('ListObjectsV2', [{ before: new AwsError('AccessDenied', 'Access Denied', 403) }]);
    await expect(s3.open().read(ID)).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE', message: expect.stringContaining('AccessDenied') });
  });

  test('a gap, text that is no entry and a name that is almost one make it unreadable, by name; other names are none of its business', async () => {
    for (const [key, body, message] of [
      ['shop/0001-catalog/000001.json', JSON.stringify(moved), '000000.json: it is missing, though 000001.json is there'],
      ['shop/0001-catalog/000000.json', '{"at":"2026', '000000.json: it is no JSON'],
      ['shop/0001-catalog/000001 (copy).json', '?', '000001 (copy).json: it is named almost as an entry is'],
    ] as const) {
      await s3.put(key, body);
      await expect(s3.open().read(ID)).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE', message: expect.stringContaining(message) });
    }
    await s3.put('shop/0002-orders/README', '?');
    await s3.put('shop/0002-orders-of-old/000000.json', '?');
    expect(await s3.open().read('0002-orders')).toEqual([]);
  });

  test('entries that vanish while it is open make it unreadable: it is not empty again', async () => {
    const journal = s3.open();
    await journal.append(ID, 0, moved);
    await journal.read(ID);
    s3.lose();
    await expect(journal.read(ID)).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE', message: expect.stringContaining('000000.json: it was there and is gone') });
  });

  test.each(['..', '.', '', '../elsewhere', 'a/b', '.hidden', 'a\0b'])('the id %j never leads out of the prefix', async (id) => {
    await expect(s3.open().read(id)).rejects.toMatchObject({ code: 'MIGRATION_INVALID' });
    await expect(s3.open().append(id, 0, moved)).rejects.toMatchObject({ code: 'MIGRATION_INVALID' });
    expect(s3.calls).toEqual(['CreateBucket']);
  });
});

function objectOf(index: number): { readonly key: string; readonly base64: string; readonly etag: string; readonly modified: number; readonly contentType: string; readonly metadata: Record<string, string> } {
  const base64 = Buffer.from(JSON.stringify(intentOf('me', String(index)))).toString('base64');
  return { key: `shop/${ID}/${String(index).padStart(6, '0')}.json`, base64, etag: '"0"', modified: 0, contentType: 'application/json', metadata: {} };
}
