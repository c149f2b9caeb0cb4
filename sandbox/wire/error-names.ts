import { queryCode } from './common-error.ts';
import type { AwsError } from './service.ts';
import type { ServiceModel } from './service-models.ts';

/**
 * The names of a refusal outside AWS query. A service that once spoke nothing else names it twice: by its shape in the body and by the code of old in
 * `x-amzn-query-error`. For the others the code is the shape's name.
 */
export function errorNames({ code, status }: AwsError, model: ServiceModel | undefined): { readonly type: string; readonly headers: Readonly<Record<string, string>> } {
  const headers = { 'x-amzn-errortype': code };
  if (!model?.queryCompatible) return { type: code, headers };
  const [, namespace, shape] = Object.values(model.sdk).find((value) => isErrorOf(value, code)) ?? [];
  return {
    type: shape === undefined ? code : `${namespace}#${shape}`,
    headers: { 'x-amzn-errortype': shape ?? code, 'x-amzn-query-error': `${queryCode(code)};${status >= 500 ? 'Receiver' : 'Sender'}` },
  };
}

type ErrorSchema = readonly [kind: -3, namespace: string, name: string, traits: { readonly awsQueryError?: readonly [string, number] }];

function isErrorOf(value: unknown, code: string): value is ErrorSchema {
  return Array.isArray(value) && value[0] === -3 && (value as unknown as ErrorSchema)[3]?.awsQueryError?.[0] === code;
}
