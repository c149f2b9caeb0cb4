import type { AwsError } from './service.ts';
import type { ServiceModel } from './service-models.ts';

/**
 * A service that once spoke AWS query names a refusal twice: by its shape in the body and by the code of old in `x-amzn-query-error`.
 * For the others the code is the shape's name.
 */
export function queryCompatibility({ code, status }: AwsError, model: ServiceModel | undefined): { readonly type: string; readonly headers: Readonly<Record<string, string>> } {
  if (model?.protocol !== 'json-1.0') return { type: code, headers: {} };
  const shape = Object.values(model.sdk).find((value) => isErrorOf(value, code));
  return {
    type: shape ? `${shape[1]}#${shape[2]}` : code,
    headers: { 'x-amzn-query-error': `${code};${status >= 500 ? 'Receiver' : 'Sender'}` },
  };
}

type ErrorSchema = readonly [kind: -3, namespace: string, name: string, traits: { readonly awsQueryError?: readonly [string, number] }];

function isErrorOf(value: unknown, code: string): value is ErrorSchema {
  return Array.isArray(value) && value[0] === -3 && (value as unknown as ErrorSchema)[3]?.awsQueryError?.[0] === code;
}
