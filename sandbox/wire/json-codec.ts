import type { Codec } from './codec.ts';
import { queryCompatibility } from './query-compatibility.ts';
import { readShape } from './read-shape.ts';
import { AwsError } from './service.ts';

/** AWS JSON 1.0 or 1.1. Timestamps are epoch seconds. */
export function jsonCodec(contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1'): Codec {
  const headers = { 'content-type': contentType };
  return {
    decode(body, input, model) {
      return readShape(input, parse(body), model);
    },
    encode(_operation, output) {
      return { body: JSON.stringify(output ?? {}, seconds), headers };
    },
    encodeError(error, model) {
      const { type, headers: compatible } = queryCompatibility(error, model);
      return { body: JSON.stringify({ ...error.details, __type: type, message: error.message, Message: error.message }), headers: { ...headers, ...compatible } };
    },
  };
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
}

/** A replacer sees a `Date` only through its holder: `JSON.stringify` calls `toJSON` first. */
function seconds(this: unknown, key: string, value: unknown): unknown {
  const held = (this as Readonly<Record<string, unknown>>)[key];
  return held instanceof Date ? held.getTime() / 1_000 : value;
}
