import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { readAuthorization, type Authorization } from './authorization.ts';
import { CommonError } from './common-error.ts';
import type { Credentials } from './credentials.ts';

/** What a signature must be good for. */
export interface Scope {
  readonly credentials: Credentials;
  readonly region: string;
  readonly service: string;
}

export type SignedRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'headersDistinct'>;

/** How far a caller's clock may be off. As AWS's. */
const SKEW_MS = 5 * 60_000;

/**
 * Refuses a request that is not signed (Signature Version 4, in the header) with these credentials, for this service and region, at about the time `now`.
 * `body` is what came over the wire, compressed or not. The wording of each refusal is AWS's.
 */
export async function verifySignature(request: SignedRequest, body: Buffer, scope: Scope, now: number): Promise<void> {
  const given = readAuthorization(request.headers);
  checkScope(given, scope);
  checkTime(given, now);
  checkSignedHeaders(given, request);
  // There are no session tokens here, so none can be valid.
  if (given.accessKeyId !== scope.credentials.accessKeyId || request.headers['x-amz-security-token'] !== undefined) {
    throw new CommonError('unknownKey', 'The security token included in the request is invalid.');
  }
  const expected = await computeSignature(given, request, body, scope);
  if (expected === undefined || !equals(given.signature, expected)) {
    throw mismatch('The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.');
  }
}

function checkScope({ scope, date }: Authorization, { region, service }: Scope): void {
  if (scope.date !== date.slice(0, 8)) throw mismatch(`Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${date.slice(0, 8)}'.`);
  if (scope.region !== region) throw mismatch(`Credential should be scoped to a valid region, not '${scope.region}'. The sandbox's is ${region}.`);
  if (scope.service !== service) throw mismatch(`Credential should be scoped to correct service: '${service}'.`);
}

function checkTime({ date, signedAt }: Authorization, now: number): void {
  if (signedAt < now - SKEW_MS) throw mismatch(`Signature expired: ${date} is now earlier than ${basic(now - SKEW_MS)} (${basic(now)} - 5 min.)`);
  if (signedAt > now + SKEW_MS) throw mismatch(`Signature not yet current: ${date} is still later than ${basic(now + SKEW_MS)} (${basic(now)} + 5 min.)`);
}

/** Whatever steers a request must be signed, or somebody in between could turn it into another. */
function checkSignedHeaders({ signedHeaders }: Authorization, { headers }: SignedRequest): void {
  const unsigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))].find((name) => !signedHeaders.includes(name));
  if (unsigned !== undefined) throw mismatch(`'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);
}

/** `undefined` where the hash of the body, which callers may send and sign, is not the body's. */
async function computeSignature({ signedAt, signedHeaders }: Authorization, request: SignedRequest, body: Buffer, { credentials, region, service }: Scope): Promise<string | undefined> {
  const headers = Object.fromEntries(signedHeaders.map((name) => [name, request.headersDistinct[name]?.join(',') ?? '']));
  const sent = headers['x-amz-content-sha256'];
  if (sent !== undefined && !equals(sent, createHash('sha256').update(body).digest('hex'))) return undefined;
  const [path = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s, 2);
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256, applyChecksum: false, uriEscapePath: service !== 's3' });
  const signed = await signer.sign(
    { method: request.method ?? '', protocol: 'http:', hostname: '', path, query: readQuery(search), headers, body },
    { signingDate: new Date(signedAt), signableHeaders: new Set(signedHeaders) },
  );
  return /Signature=(\w+)$/.exec(signed.headers['authorization'] ?? '')?.[1];
}

function readQuery(search: string): Record<string, string[]> {
  const query: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of new URLSearchParams(search)) (query[name] ??= []).push(value);
  return query;
}

/** Takes the same time wherever the two differ. */
function equals(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function basic(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function mismatch(message: string): CommonError {
  return new CommonError('wrongSignature', message);
}
