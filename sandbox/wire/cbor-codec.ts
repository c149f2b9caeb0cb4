import { cbor, CborCodec } from '@smithy/core/cbor';
import type { Codec, Encoded } from './codec.ts';
import { CommonError } from './common-error.ts';
import { errorNames } from './error-names.ts';
import { readShape } from './read-shape.ts';

const serializer = new CborCodec().createSerializer();

/** Smithy RPC v2 CBOR, which botocore (boto3, the AWS CLI) speaks to CloudWatch. */
export const cborCodec: Codec = {
  family: 'json',
  contentTypes: ['application/cbor'],
  decode(body, input, model) {
    return readShape(input, body.length === 0 ? {} : parse(body), model);
  },
  encode(_operation, output, schema) {
    if (!schema.isStructSchema()) return reply(cbor.serialize({}));
    serializer.write(schema, output ?? {});
    return reply(serializer.flush());
  },
  encodeError(error, model) {
    const { type, headers } = errorNames(error, model);
    const encoded = reply(cbor.serialize({ __type: type, message: error.message }));
    return { ...encoded, headers: { ...encoded.headers, ...headers } };
  },
};

function reply(body: Uint8Array): Encoded {
  return { body, headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' } };
}

function parse(body: Buffer): unknown {
  try {
    return plain(cbor.deserialize(body));
  } catch {
    throw new CommonError('malformed', 'The request body is not CBOR.');
  }
}

/** Timestamps arrive as tag 1 around epoch seconds. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) return value;
  if ('tag' in value && 'value' in value) return plain(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
