import { AwsError } from '../wire/service.ts';

export const noSuchBucket = (): AwsError => new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
export const noSuchKey = (): AwsError => new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
export const invalidBucketName = (): AwsError => new AwsError('InvalidBucketName', 'The specified bucket is not valid.');
export const invalidArgument = (message: string): AwsError => new AwsError('InvalidArgument', message);
export const invalidDigest = (): AwsError => new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
export const keyTooLong = (): AwsError => new AwsError('KeyTooLongError', 'Your key is too long');
export const metadataTooLarge = (): AwsError => new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
export const preconditionFailed = (): AwsError => new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
export const notImplemented = (member: string): AwsError => new AwsError('NotImplemented', `A header you provided implies functionality that is not implemented: ${member}.`, 501);
export const full = (): AwsError => new AwsError('ServiceUnavailable', 'The sandbox keeps its objects in memory, and has no room for more.', 503);
