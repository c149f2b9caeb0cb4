import type { ServiceTable } from '../row.ts';
import { aDate, like } from './expected.ts';

const Bucket = 'scene';
const ETAG_OF_NOTHING = '"d41d8cd98f00b204e9800998ecf8427e"';
const nobody = { what: 'a bucket that is not there', code: 'NoSuchBucket', status: 404 };

export const S3: ServiceTable = {
  service: 's3',
  scene: async (ask) => {
    await ask('s3', 'CreateBucket', { Bucket });
    for (const Key of ['list/a', 'list/b/1', 'list/b/2', 'list/ü x']) await ask('s3', 'PutObject', { Bucket, Key, Metadata: { of: 'scene' }, ContentType: 'text/plain' });
    return {};
  },
  rows: {
    CreateBucket: {
      input: { Bucket: 'made' },
      answer: { Location: '/made' },
      afterwards: ['ListObjectsV2', { Bucket: 'made' }, { Prefix: '' }],
      refused: [{ what: 'a name with capitals', input: { Bucket: 'Made' }, code: 'InvalidBucketName' }],
    },
    HeadBucket: {
      input: { Bucket },
      answer: { BucketRegion: 'us-east-1' },
      // An answer to HEAD has no body: each client makes up a code of its own.
      refused: [{ ...nobody, input: { Bucket: 'nobodys' }, code: like(/^(404|NotFound)$/) as unknown as string }],
    },
    PutObject: {
      input: { Bucket, Key: 'put/once', IfNoneMatch: '*', Metadata: { by: 'ada' } },
      answer: { ETag: ETAG_OF_NOTHING },
      afterwards: ['GetObject', { Bucket, Key: 'put/once' }, { ETag: ETAG_OF_NOTHING, ContentLength: 0, Metadata: { by: 'ada' } }],
      refused: [
        { what: 'a key that is taken, on condition that it is not', input: { Bucket, Key: 'list/a', IfNoneMatch: '*' }, code: 'PreconditionFailed', status: 412 },
        { what: 'another object than the one that was seen', input: { Bucket, Key: 'list/a', IfMatch: '"0123"' }, code: 'PreconditionFailed', status: 412 },
        { what: 'an object that is not there, on condition that it is', input: { Bucket, Key: 'put/none', IfMatch: '"0123"' }, code: 'NoSuchKey', status: 404 },
        { what: 'a key of more than 1024 bytes', input: { Bucket, Key: 'k'.repeat(1_025) }, code: 'KeyTooLongError' },
        { what: 'more than 2 KiB of metadata', input: { Bucket, Key: 'put/much', Metadata: { much: 'm'.repeat(2_050) } }, code: 'MetadataTooLarge' },
        { ...nobody, input: { Bucket: 'nobodys', Key: 'a' } },
      ],
    },
    GetObject: {
      input: { Bucket, Key: 'list/a' },
      answer: { ETag: ETAG_OF_NOTHING, ContentLength: 0, ContentType: 'text/plain', LastModified: aDate, Metadata: { of: 'scene' } },
      refused: [
        { what: 'a key that is not there', input: { Bucket, Key: 'none' }, code: 'NoSuchKey', status: 404 },
        { ...nobody, input: { Bucket: 'nobodys', Key: 'a' } },
      ],
    },
    ListObjectsV2: {
      input: { Bucket, Prefix: 'list/', Delimiter: '/', MaxKeys: 10 },
      answer: { Prefix: 'list/', CommonPrefixes: [{ Prefix: 'list/b/' }], Contents: [{ Key: 'list/a', Size: 0, ETag: ETAG_OF_NOTHING, LastModified: aDate }, { Key: 'list/ü x' }] },
      refused: [
        { what: 'a token that nobody gave', input: { Bucket, ContinuationToken: 'made-up' }, code: 'InvalidArgument' },
        { ...nobody, input: { Bucket: 'nobodys' } },
      ],
    },
  },
};
