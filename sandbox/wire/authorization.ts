import type { IncomingHttpHeaders } from 'node:http';
import { CommonError } from './common-error.ts';

/** What a caller's `authorization` and `x-amz-date` headers say, taken apart and not yet believed. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly scope: { readonly date: string; readonly region: string; readonly service: string };
  /** In lower case. */
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits, or something that can be no signature. */
  readonly signature: string;
  /** `20260102T030405Z` */
  readonly date: string;
  /** The same, in epoch milliseconds. */
  readonly signedAt: number;
}

/** `AWS4-HMAC-SHA256 Credential=KEY/20260102/us-east-1/ecs/aws4_request, SignedHeaders=host;x-amz-date, Signature=…` */
export function readAuthorization(headers: IncomingHttpHeaders): Authorization {
  const { authorization } = headers;
  if (authorization === undefined) throw new CommonError('notSigned', 'Request is missing Authentication Token');
  const fields = readFields(authorization);
  const date = headers['x-amz-date'];
  const faults = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !fields.has(name)).map((name) => `Authorization header requires '${name}' parameter.`);
  if (typeof date !== 'string') faults.push("Authorization header requires existence of an 'X-Amz-Date' header.");
  if (typeof date !== 'string' || faults.length > 0) throw incomplete(faults.join(' '));
  const [accessKeyId = '', day = '', region = '', service = '', terminator, ...more] = (fields.get('Credential') ?? '').split('/');
  if (terminator === undefined || more.length > 0) throw incomplete('Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.');
  if (terminator !== 'aws4_request') throw new CommonError('wrongSignature', "Credential should be scoped with a valid terminator: 'aws4_request'.");
  return {
    accessKeyId,
    scope: { date: day, region, service },
    signedHeaders: (fields.get('SignedHeaders') ?? '').toLowerCase().split(';'),
    signature: fields.get('Signature') ?? '',
    date,
    signedAt: readDate(date),
  };
}

/** The service a request is signed for, where its signature can be read that far. */
export function signedService({ authorization }: IncomingHttpHeaders): string | undefined {
  return /Credential=[^/\s,]*\/[^/\s,]*\/[^/\s,]*\/([\w-]{1,64})\/aws4_request/.exec(authorization ?? '')?.[1];
}

function readFields(authorization: string): ReadonlyMap<string, string> {
  const [, fields] = /^AWS4-HMAC-SHA256[ ]+(.+)$/.exec(authorization) ?? [];
  if (fields === undefined) throw incomplete("Authorization header must begin with 'AWS4-HMAC-SHA256'.");
  return new Map(
    fields.split(',').map((field) => {
      const [name = '', ...value] = field.trim().split('=');
      return [name, value.join('=')];
    }),
  );
}

function readDate(date: string): number {
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!/^\d{8}T\d{6}Z$/.test(date) || Number.isNaN(at)) throw incomplete("Date must be in ISO-8601 'basic format'.");
  return at;
}

function incomplete(message: string): CommonError {
  return new CommonError('incompleteSignature', message);
}
