import type { NormalizedSchema } from '@smithy/core/schema';
import type { Family } from './common-error.ts';
import type { AwsError } from './service.ts';
import type { ServiceModel } from './service-models.ts';

export interface Encoded {
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** One of AWS's wire protocols: how an input is read, an output and a refusal are written. */
export interface Codec {
  readonly family: Family;
  /** Content types that a request may have, without parameters. */
  readonly contentTypes: readonly string[];
  decode(body: Buffer, input: NormalizedSchema, model: ServiceModel): unknown;
  encode(operation: string, output: unknown, schema: NormalizedSchema, model: ServiceModel, requestId: string): Encoded;
  encodeError(error: AwsError, model: ServiceModel | undefined, requestId: string): Encoded;
}
