import { z } from 'zod';
import { operation } from '../json-api/operation.ts';
import { page, type Page } from '../json-api/page.ts';
import { AwsError, type Operation } from '../wire/service.ts';

export const validationException = (message: string) => new AwsError('ValidationException', message);
export const limitExceeded = (message: string) => new AwsError('LimitExceededException', message);
export const objectNotFound = (message: string) => new AwsError('ObjectNotFoundException', message);

export const seconds = z.number().int().min(0).optional();

/** Names a scalable target. Of all services that scale the sandbox has ECS. */
export const triple = {
  ServiceNamespace: z.literal('ecs', { error: 'the sandbox scales ecs only' }),
  ResourceId: z.string().regex(/^service\/[A-Za-z0-9_-]{1,255}\/[A-Za-z0-9_-]{1,255}$/, 'Unsupported resource ID: it must be service/<cluster>/<service>'),
  ScalableDimension: z.literal('ecs:service:DesiredCount'),
};

/** An operation of Application Auto Scaling: unfit input is `ValidationException`. */
export function scalingOperation<S extends z.ZodType>(schema: S, handle: (input: z.output<S>) => unknown): Operation {
  return operation(schema, validationException, handle);
}

/** One page; a token that is none is refused. */
export function pageOf<T>(...parameters: Parameters<typeof page<T>>): Page<T> {
  const cut = page(...parameters);
  if (cut === undefined) throw new AwsError('InvalidNextTokenException', 'The next token is invalid.');
  return cut;
}
