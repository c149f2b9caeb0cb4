import type { IncomingMessage } from 'node:http';

/** A request to a REST API, taken apart: the operation that its method, path and query name, and what they say of its input. */
export interface RestRequest {
  /** `PutObject`; for what is none of these, the method and the query, for the refusal. */
  readonly operation: string;
  /** Members of the input that stand in the path; `undefined` where it is no UTF-8. */
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** Which operation of S3 stands behind a method on a bucket or on an object, with which sub-resource in the query. */
const S3_OPERATIONS: ReadonlyMap<string, string> = new Map([
  ['PUT bucket', 'CreateBucket'],
  ['HEAD bucket', 'HeadBucket'],
  ['GET bucket?list-type', 'ListObjectsV2'],
  ['GET object', 'GetObject'],
  ['PUT object', 'PutObject'],
]);

/** What is an argument of an operation, and not the name of another one. */
const ARGUMENTS = new Set(['x-id', 'prefix', 'delimiter', 'max-keys', 'continuation-token', 'start-after', 'encoding-type', 'fetch-owner']);

/** Buckets stand in the path: an address has no names below it. */
export function routeS3({ method = '', url = '/', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): RestRequest {
  const [path = '/', search = ''] = url.split(/\?(.*)/s, 2);
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const query = new URLSearchParams(search);
  const resource = [...query.keys()].filter((name) => !ARGUMENTS.has(name)).toSorted().join('&');
  const copies = headers['x-amz-copy-source'] === undefined ? '' : ' (copy)';
  const asked = `${method} ${bucket === '' ? 'service' : key === '' ? 'bucket' : 'object'}${resource === '' ? '' : `?${resource}`}${copies}`;
  return { operation: S3_OPERATIONS.get(asked) ?? asked, labels: decoded({ Bucket: bucket, Key: key }), query, headers };
}

function decoded(labels: Readonly<Record<string, string>>): RestRequest['labels'] {
  try {
    return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}
