import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Codec, Encoded } from './codec.ts';
import { readForm } from './query-form.ts';

/** AWS query: a form in, XML out. */
export const queryCodec: Codec = {
  family: 'query',
  contentTypes: ['application/x-www-form-urlencoded'],
  decode(body, input, model) {
    return readForm(input, body.toString('utf8'), model);
  },
  encode(operation, output, schema, { xmlns }, requestId) {
    const result = schema.isStructSchema() ? schema.getSchema() : structure('', {});
    const response = structure(`${operation}Response`, { [`${operation}Result`]: result, ResponseMetadata: structure('', { RequestId: STRING }) }, xmlns);
    return xml(response, { [`${operation}Result`]: output ?? {}, ResponseMetadata: { RequestId: requestId } });
  },
  encodeError({ code, message, status }, model, requestId) {
    const response = structure('ErrorResponse', { Error: structure('', { Type: STRING, Code: STRING, Message: STRING }), RequestId: STRING }, model?.xmlns);
    return xml(response, { Error: { Type: status >= 500 ? 'Receiver' : 'Sender', Code: code, Message: message }, RequestId: requestId });
  },
};

const STRING = 0;
const STRUCTURE = 3;
const DATE_TIME = 5;

/** A schema in the SDK's own form, for what stands around a result. */
function structure(name: string, members: Readonly<Record<string, unknown>>, xmlns?: string): unknown {
  return [STRUCTURE, '', name, xmlns === undefined ? 0 : { xmlNamespace: ['', xmlns] }, Object.keys(members), Object.values(members)];
}

function xml(schema: unknown, value: unknown): Encoded {
  const serializer = new XmlShapeSerializer({ timestampFormat: { default: DATE_TIME, useTrait: true } } as never);
  serializer.write(NormalizedSchema.of(schema as never), value);
  return { body: withoutControls(String(serializer.flush())), headers: { 'content-type': 'text/xml' } };
}

/** XML has no way to write most control characters and half pairs, which a caller may have sent. */
function withoutControls(text: string): string {
  return text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
