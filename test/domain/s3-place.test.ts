import { expect, test } from '@jest/globals';
import { parseS3Place } from '../../domain/s3-place.ts';

test.each([
  ['s3://bucket', { bucket: 'bucket', prefix: '' }],
  ['s3://bucket/', { bucket: 'bucket', prefix: '' }],
  ['s3://bucket/one/two', { bucket: 'bucket', prefix: 'one/two' }],
  ['s3://bucket/one/two/', { bucket: 'bucket', prefix: 'one/two' }],
])('%s is a place in S3', (text, place) => expect(parseS3Place(text)).toEqual(place));

test.each(['', 's3://', 'bucket/prefix', '.banyan/journal', 'https://bucket/prefix'])('%j is none', (text) => expect(parseS3Place(text)).toBeUndefined());
