import type { Codec } from './codec.ts';
import { CommonError } from './common-error.ts';
import { errorNames } from './error-names.ts';
import { readShape } from './read-shape.ts';

const CONTENT_TYPES = ['application/x-amz-json-1.0', 'application/x-amz-json-1.1'] as const;

/** AWS JSON 1.0 or 1.1. Timestamps are epoch seconds. Refusals may also have the form of a REST API, which is the same. */
export function jsonCodec(contentType: (typeof CONTENT_TYPES)[number] | 'application/json'): Codec {
  const headers = { 'content-type': contentType };
  return {
    family: 'json',
    contentTypes: CONTENT_TYPES,
    decode(body, input, model) {
      return readShape(input, parse(body), model);
    },
    encode(_operation, output) {
      return { body: JSON.stringify(output ?? {}, seconds), headers };
    },
    encodeError(error, model) {
      const { type, headers: names } = errorNames(error, model);
      return { body: JSON.stringify({ ...error.details, __type: type, message: error.message, Message: error.message }), headers: { ...headers, ...names } };
    },
  };
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new CommonError('malformed', 'The request body is not JSON.');
  }
}

/** A replacer sees a `Date` only through its holder: `JSON.stringify` calls `toJSON` first. */
function seconds(this: unknown, key: string, value: unknown): unknown {
  const held = (this as Readonly<Record<string, unknown>>)[key];
  return held instanceof Date ? held.getTime() / 1_000 : value;
}
