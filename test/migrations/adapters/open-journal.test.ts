import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { configSchema } from '../../../cli/config/config-schema.ts';
import { openJournal } from '../../../migrations/adapters/open-journal.ts';
import { intentOf } from '../../contract/journal-entries.ts';
import { realClock } from '../../support/real-clock.ts';
import { BUCKET, openS3Account } from './s3-account.ts';

const aws = (endpoint: string) => ({ region: 'us-east-1', endpoint, listener: '', cluster: '', network: { subnets: [], securityGroups: [], publicIp: false } });

test('a path is a directory', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'banyan-journal-'));
  const journal = await openJournal({ journal: join(directory, 'journal'), aws: aws('http://127.0.0.1:1') }, realClock);
  await journal.append('0001-catalog', 0, intentOf('me', 'a'));
  expect(await journal.read('0001-catalog')).toHaveLength(1);
  await rm(directory, { recursive: true });
});

test.each(['', '/', '/shop', '/shop/', '/shop/banyan'])('s3://bucket%s is a bucket, and what is behind it goes before every name', async (prefix) => {
  const s3 = await openS3Account();
  const journal = await openJournal({ journal: `s3://${BUCKET}${prefix}`, aws: aws(s3.endpoint) }, realClock);
  await journal.append('0001-catalog', 0, intentOf('me', 'a'));
  expect(await s3.keys()).toEqual([`${prefix.replaceAll(/^\/|\/$/g, '')}/0001-catalog/000000.json`.replace(/^\//, '')]);
  await s3.stop();
});

test.each(['s3://', 's3://B', 's3://shop/a//b', 's3://shop/../x y', 'gs://shop/journal', 'https://shop.s3.amazonaws.com/x', ''])('%j is refused', (journal) => {
  const { success, error } = configSchema.shape.journal.safeParse(journal);
  expect({ success, message: error?.issues[0]?.message }).toEqual({ success: false, message: 'is neither a directory nor s3://bucket/prefix' });
});

test.each(['.banyan/journal', '/var/lib/banyan', 'C:\\journal', 's3://shop', 's3://shop-operations/banyan/journal/'])('%j is taken', (journal) => {
  expect(configSchema.shape.journal.safeParse(journal).success).toBe(true);
});
