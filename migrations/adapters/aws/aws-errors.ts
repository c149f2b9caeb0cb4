import { BanyanError } from '../../../domain/errors.ts';

/** Which call failed, for the message. */
export interface AwsCall {
  /** `ECS`, `CloudWatch`… */
  readonly service: string;
  readonly operation: string;
  /** The endpoint where one is configured, else the region. */
  readonly where: string;
}

/**
 * What the HTTP client threw instead of giving an answer. It keeps the name and the code by which the SDK knows what to try again, unless the call is not `repeatable`.
 */
export class NoAnswer extends Error {
  readonly code: string | undefined;

  constructor(cause: unknown, repeatable: boolean) {
    const { name, code, message } = cause as NodeJS.ErrnoException;
    // The SDK looks into the cause too.
    super(isSilence(cause) ? 'nothing came in time' : message || code || 'no answer', repeatable ? { cause } : {});
    this.name = repeatable ? name : 'NoAnswer';
    this.code = repeatable ? code : undefined;
  }
}

/** Nobody has refused, and nobody has answered. What was broken off has a code, though the HTTP client calls that a timeout too. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError' && !['ECONNRESET', 'EPIPE'].includes(codeOf(error));
}

/** The codes of a connection that breaks while the answer is being read. */
const BROKEN_OFF = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE']);
/** What the SDK calls a refusal without a code. */
const NAMELESS = new Set(['Unknown', 'UnknownError']);
/** What AWS calls too many calls. LimitExceeded is none of them: it is a quota of resources. */
const THROTTLES = new Set(['Throttling', 'ThrottlingException', 'ThrottledException', 'RequestLimitExceeded', 'TooManyRequestsException', 'RequestThrottled']);
const CREDENTIAL_NAMES = new Set(['CredentialsProviderError', 'TokenProviderError']);

/** What an SDK client threw, as one of Banyan's errors; anything that is neither AWS nor the way to it is left as it is. */
export function translateAwsError(error: unknown, { service, operation, where }: AwsCall): unknown {
  if (!(error instanceof Error) || error instanceof BanyanError) return error;
  const call = `${service} ${operation}`;
  if (CREDENTIAL_NAMES.has(error.name)) {
    return new BanyanError('CREDENTIALS_MISSING', `${call} (${where}) was not sent: no AWS credentials were found. ${error.message}`, { cause: error });
  }
  if (error instanceof NoAnswer || BROKEN_OFF.has(codeOf(error))) return new BanyanError('AWS_UNREACHABLE', `${call}: no answer from ${where}: ${error.message}.`, { cause: error });
  const status = statusOf(error);
  if (THROTTLES.has(error.name) || status === 429) return new BanyanError('AWS_THROTTLED', `${call} was refused, again and again: ${error.name}: ${error.message}`, { cause: error });
  if ('$fault' in error && !NAMELESS.has(error.name)) return new BanyanError('AWS_REFUSED', `${call} was refused: ${error.name}: ${error.message}`, { cause: error });
  // A page of some gateway in between: what the SDK makes of it says nothing.
  if (status !== undefined) return new BanyanError('AWS_REFUSED', `${call}: ${where} answered with HTTP status ${status}, and not in AWS’s form.`, { cause: error });
  return error;
}

/** AWS's own code of a refusal without the `Exception` that some SDK names end in, `PriorityInUse`; `undefined` for any other error. */
export function awsCode(error: unknown): string | undefined {
  if (!(error instanceof BanyanError) || error.code !== 'AWS_REFUSED' || !(error.cause instanceof Error)) return undefined;
  return error.cause.name.replace(/Exception$/, '');
}

/** The answer, or `undefined` where AWS refused with one of these codes. */
export async function unlessAws<T>(codes: readonly string[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (codes.includes(awsCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** What is there under that name and is not Banyan's, or not this group's. */
export function foreign(what: string, group: string): BanyanError {
  return new BanyanError('FOREIGN_RESOURCE', `${what} exists and does not bear the tags of the route group "${group}": it is left alone.`);
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function statusOf(error: Error): number | undefined {
  const { $metadata, $response } = error as { $metadata?: { httpStatusCode?: number }; $response?: { statusCode?: number } };
  return $metadata?.httpStatusCode ?? $response?.statusCode;
}
