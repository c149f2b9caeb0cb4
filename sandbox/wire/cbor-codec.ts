import { cbor, dateToTag } from '@smithy/core/cbor';
import type { Codec, Encoded } from './codec.ts';
import { queryCompatibility } from './query-compatibility.ts';
import { readShape } from './read-shape.ts';
import { AwsError } from './service.ts';

/** Smithy RPC v2 CBOR, which the AWS CLI speaks to CloudWatch. */
export const cborCodec: Codec = {
  decode(body, input, model) {
    return readShape(input, body.length === 0 ? {} : parse(body), model);
  },
  encode(_operation, output) {
    return reply(output ?? {});
  },
  encodeError(error, model) {
    const { type, headers } = queryCompatibility(error, model);
    const encoded = reply({ __type: type, message: error.message });
    return { ...encoded, headers: { ...encoded.headers, ...headers } };
  },
};

function parse(body: Buffer): unknown {
  try {
    return plain(cbor.deserialize(body));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not CBOR.');
  }
}

function reply(value: unknown): Encoded {
  return { body: cbor.serialize(tagged(value)), headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' } };
}

/** Timestamps arrive as tag 1 around epoch seconds. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) return value;
  if ('tag' in value && 'value' in value) return plain(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function tagged(value: unknown): unknown {
  if (value instanceof Date) return dateToTag(value);
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, tagged(each)]),
  );
}
