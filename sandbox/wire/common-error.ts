import { AwsError } from './service.ts';

/** Refusals of AWS's front door, the same for every service: named and numbered one way in AWS query, another in JSON and CBOR, and a third by S3. */
const COMMON = {
  notSigned: { query: ['MissingAuthenticationToken', 403], json: ['MissingAuthenticationTokenException', 400], rest: ['AccessDenied', 403] },
  incompleteSignature: { query: ['IncompleteSignature', 400], json: ['IncompleteSignatureException', 400], rest: ['AuthorizationHeaderMalformed', 400] },
  unknownKey: { query: ['InvalidClientTokenId', 403], json: ['UnrecognizedClientException', 400], rest: ['InvalidAccessKeyId', 403] },
  wrongSignature: { query: ['SignatureDoesNotMatch', 403], json: ['InvalidSignatureException', 400], rest: ['SignatureDoesNotMatch', 403] },
  denied: { query: ['AccessDenied', 403], json: ['AccessDeniedException', 400], rest: ['AccessDenied', 403] },
  unknownOperation: { query: ['InvalidAction', 400], json: ['UnknownOperationException', 400], rest: ['NotImplemented', 501] },
  noAction: { query: ['MissingAction', 400], json: ['UnknownOperationException', 400], rest: ['NotImplemented', 501] },
  malformed: { query: ['MalformedInput', 400], json: ['SerializationException', 400], rest: ['MalformedXML', 400] },
  badArgument: { query: ['ValidationError', 400], json: ['SerializationException', 400], rest: ['InvalidArgument', 400] },
  malformedHttp: { query: ['MalformedHttpRequest', 400], json: ['MalformedHttpRequestException', 400], rest: ['MalformedHttpRequest', 400] },
  timeout: { query: ['RequestTimeout', 408], json: ['RequestTimeoutException', 408], rest: ['RequestTimeout', 400] },
  tooLarge: { query: ['RequestEntityTooLarge', 413], json: ['RequestEntityTooLargeException', 413], rest: ['EntityTooLarge', 400] },
  headersTooLarge: { query: ['RequestHeaderSectionTooLarge', 431], json: ['RequestHeaderSectionTooLargeException', 431], rest: ['RequestHeaderSectionTooLarge', 400] },
  failure: { query: ['InternalFailure', 500], json: ['InternalFailure', 500], rest: ['InternalError', 500] },
} as const satisfies Record<string, Record<Family, readonly [code: string, status: number]>>;

export type CommonKind = keyof typeof COMMON;

/** Which of its names a protocol gives a common refusal. */
export type Family = 'query' | 'json' | 'rest';

/** A refusal that is no service's own. It gets its name where the protocol is known. */
export class CommonError extends Error {
  readonly kind: CommonKind;

  constructor(kind: CommonKind, message: string) {
    super(message);
    this.name = 'CommonError';
    this.kind = kind;
  }
}

/** The refusal as a protocol of this family words it. */
export function inFamily({ kind, message }: CommonError, family: Family): AwsError {
  const [code, status] = COMMON[kind][family];
  return new AwsError(code, message, status);
}

/** What AWS query calls the refusal that JSON calls `code`; a service's own keeps its code. */
export function queryCode(code: string): string {
  return Object.values(COMMON).find(({ json }) => json[0] === code)?.query[0] ?? code;
}
