import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/wire/credentials.ts';

/** A request as it goes over the wire, for a test to spoil. */
export interface RawRequest {
  method: string;
  /** With its query string. */
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface Signing {
  readonly service?: string;
  readonly region?: string;
  readonly at?: number;
  readonly secretAccessKey?: string;
}

/** Signs as the SDK does. */
export async function sign(endpoint: string, { method, path, headers, body }: RawRequest, { service = 'ecs', region = 'us-east-1', at = Date.now(), secretAccessKey }: Signing = {}): Promise<RawRequest> {
  const credentials = { ...SANDBOX_CREDENTIALS, ...(secretAccessKey !== undefined && { secretAccessKey }) };
  const { host, pathname, searchParams } = new URL(path, endpoint);
  const query = Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
  const signed = await signer.sign({ method, protocol: 'http:', hostname: host, path: pathname, query, headers: { host, ...headers }, body }, { signingDate: new Date(at) });
  return { method, path, headers: signed.headers, body };
}

/** `ListClusters` in JSON. */
export function listClusters(): RawRequest {
  return { method: 'POST', path: '/', headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListClusters' }, body: '{}' };
}

/** `GetCallerIdentity` as a query. */
export function getCallerIdentity(): RawRequest {
  return { method: 'POST', path: '/', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'Action=GetCallerIdentity&Version=2011-06-15' };
}

export async function send(endpoint: string, { method, path, headers, body }: RawRequest): Promise<{ readonly status: number; readonly text: string; readonly headers: Headers }> {
  const { host: _, ...rest } = headers;
  const response = await fetch(endpoint + path, { method, headers: rest, ...(method !== 'GET' && { body }) });
  return { status: response.status, text: await response.text(), headers: response.headers };
}
