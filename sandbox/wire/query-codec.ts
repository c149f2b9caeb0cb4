import type { Codec } from './codec.ts';
import { readForm } from './query-form.ts';
import { STRING, structure, xml } from './xml.ts';

const headers = { 'content-type': 'text/xml' };

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
    return { body: xml(response, { [`${operation}Result`]: output ?? {}, ResponseMetadata: { RequestId: requestId } }), headers };
  },
  encodeError({ code, message, status }, model, requestId) {
    const response = structure('ErrorResponse', { Error: structure('', { Type: STRING, Code: STRING, Message: STRING }), RequestId: STRING }, model?.xmlns);
    return { body: xml(response, { Error: { Type: status >= 500 ? 'Receiver' : 'Sender', Code: code, Message: message }, RequestId: requestId }), headers };
  },
};
