import type { Intercept, InterceptedCall } from '../wire/intercept.ts';
import { CommonError } from '../wire/common-error.ts';
import { AwsError } from '../wire/service.ts';
import { drawMs } from './draw-ms.ts';
import type { FaultOn } from './fault.ts';
import type { FaultBook, Hit } from './fault-book.ts';
import { matchesGlob } from './glob.ts';
import { PUBLISHED_RATES } from './published-rates.ts';
import { createTokenBuckets, type TokenBuckets } from './token-buckets.ts';

type AwsFault = FaultOn<'aws'>;

/** Tells the fate of each call. Delays of several faults add up; of several ends the fault that was added first decides. */
export function createAwsFaults(book: FaultBook, monotonic: () => number): Intercept {
  const buckets = new Map<string, TokenBuckets>();
  const exceeds = (id: string, { service, operation }: InterceptedCall): boolean => {
    let own = buckets.get(id);
    if (!own) buckets.set(id, (own = createTokenBuckets(monotonic)));
    return !own.take(service, operation);
  };
  return (call) => {
    const hits = book.strike('aws', {
      matches: (fault) => matchesCall(fault, call),
      applies: ({ id, fault }) => fault.effect.kind !== 'rates' || exceeds(id, call),
    });
    return {
      delayMs: total(hits, 'delay'),
      before: hits.map(({ fault }) => endBefore(fault, call)).find((end) => end !== undefined),
      lateMs: total(hits, 'late'),
      lost: hits.some(({ fault }) => fault.effect.kind === 'lost'),
    };
  };
}

function matchesCall({ service, operation, resource }: AwsFault, call: InterceptedCall): boolean {
  return matchesGlob(service, call.service) && matchesGlob(operation, call.operation) && (resource === undefined || names(call.input, (text) => matchesGlob(resource, text)));
}

/** Whether some string in the input does, at whatever depth. */
function names(value: unknown, does: (text: string) => boolean): boolean {
  if (typeof value === 'string') return does(value);
  return typeof value === 'object' && value !== null && Object.values(value).some((member) => names(member, does));
}

function total(hits: readonly Hit<AwsFault>[], kind: 'delay' | 'late'): number {
  let sum = 0;
  for (const { fault, random } of hits) if (fault.effect.kind === kind) sum += drawMs(fault.effect, random);
  return sum;
}

function endBefore({ effect }: AwsFault, { service, operation }: InterceptedCall): AwsError | CommonError | 'cut' | undefined {
  switch (effect.kind) {
    case 'throttle':
    case 'rates':
      return new AwsError(PUBLISHED_RATES[service]?.code ?? 'ThrottlingException', 'Rate exceeded', service === 's3' ? 503 : 400);
    case 'conflict':
      return new AwsError('ConditionalRequestConflict', 'The conditional request cannot succeed due to a conflicting operation against this resource.', 409);
    case 'deny':
      return new CommonError('denied', `User: arn:aws:iam::000000000000:user/sandbox is not authorized to perform: ${iamAction(service, operation)} because no identity-based policy allows the ${iamAction(service, operation)} action`);
    case 'error':
      return serverError(service, effect.status);
    case 'cut':
      return 'cut';
    case 'lost':
    case 'delay':
    case 'late':
      return undefined;
  }
}

/** Nearly always the names that a call is signed with and made by. */
function iamAction(service: string, operation: string): string {
  return `${service === 'monitoring' ? 'cloudwatch' : service}:${operation === 'ListObjectsV2' || operation === 'HeadBucket' ? 'ListBucket' : operation}`;
}

/** ECS and Application Auto Scaling model a failure of their own; the others fail with the error that all AWS APIs have in common. */
function serverError(service: string, status: 500 | 503): AwsError {
  if (service === 's3') return status === 503 ? new AwsError('ServiceUnavailable', 'Please reduce your request rate.', 503) : new AwsError('InternalError', 'We encountered an internal error. Please try again.', 500);
  if (status === 503) return new AwsError(service === 'elasticloadbalancing' || service === 'monitoring' ? 'ServiceUnavailable' : 'ServiceUnavailableException', 'The service is unavailable.', 503);
  if (service === 'ecs') return new AwsError('ServerException', 'Service Unavailable. Please try again later.', 500);
  if (service === 'application-autoscaling') return new AwsError('InternalServiceException', 'The service encountered an internal error.', 500);
  return new AwsError('InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.', 500);
}
