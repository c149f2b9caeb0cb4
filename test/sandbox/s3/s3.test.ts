import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, paginateListObjectsV2, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createS3, type S3 } from '../../../sandbox/s3/s3.ts';
import { MAX_TOTAL } from '../../../sandbox/s3/objects.ts';
import type { Snapshot } from '../../../sandbox/state/snapshot.ts';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/wire/credentials.ts';
import { startWireServer, type WireServer } from '../../../sandbox/wire/server.ts';

const Bucket = 'shelf';
let s3: S3;
let server: WireServer;
let client: S3Client;

async function open(restored?: Snapshot): Promise<void> {
  s3 = createS3({ region: 'us-east-1', now: Date.now, restored });
  server = await startWireServer({ host: '127.0.0.1', services: { s3: s3.service }, now: Date.now });
  client = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', forcePathStyle: true, credentials: SANDBOX_CREDENTIALS, maxAttempts: 1 });
}
async function close(): Promise<void> {
  client.destroy();
  await server.close();
}
beforeEach(async () => {
  await open();
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterEach(close);

const put = (Key: string, Body: string | Buffer, more: object = {}) => client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string) => (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

test('an object comes back byte for byte, whatever its name and its bytes', async () => {
  for (const key of ['a', 'a/b//c', 'ü &<>?#%+ x', 'dots/../not/resolved', '😀']) {
    const body = `${key}\0\r\n<xml/>`;
    await put(key, body);
    expect(await get(key)).toBe(body);
  }
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(['a', 'a/b//c', 'dots/../not/resolved', 'ü &<>?#%+ x', '😀']);
});

test('of many who write a name at once on condition that it is free, one does', async () => {
  const writes = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => put('once', `by ${n}`, { IfNoneMatch: '*' })));
  expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const write of writes) if (write.status === 'rejected') expect(write.reason).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  expect(await get('once')).toBe(`by ${writes.findIndex(({ status }) => status === 'fulfilled')}`);
});

test('a write on condition that it is still what was seen replaces it', async () => {
  const { ETag } = await put('seen', 'first');
  await put('seen', 'second', { IfMatch: ETag });
  expect(await get('seen')).toBe('second');
  await expect(put('seen', 'third', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
});

test('lists come in pages, go on behind a key, and fold what is behind a delimiter', async () => {
  for (const key of ['a/1', 'a/2', 'a/3', 'b', 'c/1']) await put(key, 'x');
  const pages: (string | undefined)[][] = [];
  for await (const { Contents } of paginateListObjectsV2({ client, pageSize: 2 }, { Bucket })) pages.push((Contents ?? []).map(({ Key }) => Key));
  expect(pages).toEqual([['a/1', 'a/2'], ['a/3', 'b'], ['c/1']]);
  const behind = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/', StartAfter: 'a/1' }));
  expect(behind).toMatchObject({ KeyCount: 2, IsTruncated: false, StartAfter: 'a/1' });
  const folded = await client.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys: 2 }));
  expect(folded).toMatchObject({ KeyCount: 2, IsTruncated: true, CommonPrefixes: [{ Prefix: 'a/' }], Contents: [{ Key: 'b' }] });
});

test('all is there again after a restart', async () => {
  await put('a', 'kept', { Metadata: { by: 'ada' }, ContentType: 'text/plain' });
  const before = await client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
  const snapshot = JSON.parse(JSON.stringify(s3.snapshot())) as Snapshot;
  await close();
  await open(snapshot);
  const after = await client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
  expect(await after.Body?.transformToString()).toBe('kept');
  const told = ({ ETag, LastModified, Metadata, ContentType }: typeof after) => ({ ETag, LastModified, Metadata, ContentType });
  expect(told(after)).toEqual(told(before));
});

test.each([
  ['a part of an object', () => client.send(new GetObjectCommand({ Bucket, Key: 'a', Range: 'bytes=0-1' })), 'NotImplemented', 501],
  ['a version', () => client.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId: '1' })), 'NotImplemented', 501],
  ['encryption with a key of one’s own', () => put('a', 'x', { ServerSideEncryption: 'aws:kms' }), 'NotImplemented', 501],
  ['a condition on another one’s ETag that it is not', () => put('a', 'x', { IfNoneMatch: '"1"' }), 'NotImplemented', 501],
  ['a digest of something else', () => put('a', 'x', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }), 'BadDigest', 400],
  ['more than 2 MiB at once', () => put('a', Buffer.alloc(2 * 1024 * 1024 + 1)), 'EntityTooLarge', 400],
  ['a page of less than nothing', () => client.send(new ListObjectsV2Command({ Bucket, MaxKeys: -1 })), 'InvalidArgument', 400],
] as const)('%s is refused in S3’s own form', async (_what, ask, name, httpStatusCode) => {
  await expect(ask()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
});

test('what does not fit into memory is refused, and what is there stays', async () => {
  const body = Buffer.alloc(2 * 1024 * 1024).toString('base64');
  const objects = Array.from({ length: MAX_TOTAL / (2 * 1024 * 1024) }, (_, n) => ({ key: `k${n}`, base64: body, etag: '""', modified: 0, contentType: '', metadata: {} }));
  await close();
  await open([{ name: Bucket, objects }]);
  await expect(put('one more', 'x')).rejects.toMatchObject({ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } });
});

test.each([
  ['keys that are unknown', { accessKeyId: 'nobody', secretAccessKey: 'none' }, 'InvalidAccessKeyId'],
  ['a secret that is another', { ...SANDBOX_CREDENTIALS, secretAccessKey: 'none' }, 'SignatureDoesNotMatch'],
])('%s are refused', async (_what, credentials, name) => {
  const stranger = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', forcePathStyle: true, credentials, maxAttempts: 1 });
  await expect(stranger.send(new GetObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 403 } });
  stranger.destroy();
});

test.each([
  ['DELETE', '/shelf/a', {}, 501, 'NotImplemented'],
  ['PUT', '/shelf/a?acl', {}, 501, 'NotImplemented'],
  ['PUT', '/shelf/b', { 'x-amz-copy-source': '/shelf/a' }, 501, 'NotImplemented'],
  ['GET', '/', {}, 501, 'NotImplemented'],
  ['GET', '/shelf/%ff', {}, 400, 'MalformedXML'],
  ['PUT', '/shelf/a', { 'content-encoding': 'aws-chunked' }, 501, 'NotImplemented'],
])('%s %s is answered in S3’s form with its code', async (method, path, headers, status, code) => {
  const own = await startWireServer({ host: '127.0.0.1', services: { s3: s3.service }, now: Date.now, auth: false });
  const authorization = 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
  const answer = await fetch(own.endpoint + path, { method, headers: { authorization, ...(headers as Record<string, string>) } });
  expect(answer.status).toBe(status);
  expect(await answer.text()).toMatch(new RegExp(`^(<\\?xml[^>]*>)?<Error><Code>${code}</Code><Message>.+</Message><RequestId>`, 's'));
  await own.close();
});
