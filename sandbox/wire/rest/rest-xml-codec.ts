import { XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Codec, Encoded } from '../codec.ts';
import { CommonError } from '../common-error.ts';
import { structure, STRING, xml, XML_SETTINGS } from '../xml.ts';
import type { RestRequest } from './route-rest.ts';

/** REST XML, which S3 speaks: a member of an input stands in the path, the query, a header or the body, as the SDK's schema says; and so does one of an output. */
export function restXmlCodec(request: RestRequest): Codec {
  return {
    family: 'rest',
    contentTypes: [],
    decode(body, input) {
      if (request.headers['content-encoding']?.includes('aws-chunked')) throw new CommonError('unknownOperation', 'A body in signed chunks is not read here. Send it whole.');
      const read: Record<string, unknown> = {};
      for (const [name, member] of input.structIterator()) {
        const value = readMember(name, member, request, body);
        if (value !== undefined) read[name] = value;
      }
      return read;
    },
    encode(operation, output, schema, { xmlns }, requestId) {
      return writeOutput(operation, (output ?? {}) as Record<string, unknown>, schema, xmlns, requestId);
    },
    encodeError({ code, message }, _model, requestId) {
      const error = structure('Error', { Code: STRING, Message: STRING, RequestId: STRING });
      return { body: xml(error, { Code: code, Message: message, RequestId: requestId }), headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId } };
    },
  };
}

function readMember(name: string, member: NormalizedSchema, { labels, query, headers }: RestRequest, body: Buffer): unknown {
  const { httpLabel, httpQuery, httpHeader, httpPrefixHeaders, httpPayload } = member.getMergedTraits();
  if (httpLabel) {
    if (!labels) throw new CommonError('malformed', "Couldn't parse the specified URI.");
    return labels[name];
  }
  if (httpQuery) return readText(name, member, query.get(httpQuery) ?? undefined);
  if (httpHeader) return readText(name, member, headers[httpHeader.toLowerCase()]?.toString());
  if (httpPrefixHeaders) {
    const own = Object.entries(headers).filter(([header]) => header.startsWith(httpPrefixHeaders));
    return own.length > 0 ? Object.fromEntries(own.map(([header, value]) => [header.slice(httpPrefixHeaders.length), String(value)])) : undefined;
  }
  if (!httpPayload || body.length === 0) return undefined;
  return member.isBlobSchema() ? body : readXml(member, body);
}

function readText(name: string, member: NormalizedSchema, text: string | undefined): unknown {
  if (text === undefined || member.isStringSchema()) return text;
  if (member.isBooleanSchema()) return text === 'true';
  const value = member.isTimestampSchema() ? Date.parse(text) : Number(text);
  if (text === '' || Number.isNaN(value)) throw new CommonError('badArgument', `Provided ${name} not a date or a number.`);
  return member.isTimestampSchema() ? new Date(value) : value;
}

function readXml(member: NormalizedSchema, body: Buffer): unknown {
  try {
    return new XmlShapeDeserializer(XML_SETTINGS).read(member, body.toString('utf8'));
  } catch {
    throw new CommonError('malformed', 'The XML you provided was not well-formed or did not validate against our published schema');
  }
}

/** The answer's root where it is not the output's own name. */
const ROOTS: Readonly<Record<string, string>> = { ListObjectsV2: 'ListBucketResult' };

function writeOutput(operation: string, output: Readonly<Record<string, unknown>>, schema: NormalizedSchema, xmlns: string, requestId: string): Encoded {
  const headers: Record<string, string> = { 'x-amz-request-id': requestId };
  const rest: Record<string, unknown> = {};
  let payload: Uint8Array | undefined;
  for (const [name, member] of schema.structIterator()) {
    const value = output[name];
    if (value === undefined) continue;
    const { httpHeader, httpPrefixHeaders, httpPayload } = member.getMergedTraits();
    if (httpHeader) headers[httpHeader.toLowerCase()] = value instanceof Date ? value.toUTCString() : (value as { toString(): string }).toString();
    else if (httpPrefixHeaders) for (const [key, each] of Object.entries(value as Readonly<Record<string, string>>)) headers[`${httpPrefixHeaders}${key}`] = each;
    else if (httpPayload) payload = value as Uint8Array;
    else rest[name] = member;
  }
  if (payload) return { body: payload, headers };
  if (Object.keys(rest).length === 0) return { body: '', headers };
  const root = structure(ROOTS[operation] ?? `${operation}Result`, rest, xmlns);
  return { body: xml(root, output), headers: { ...headers, 'content-type': 'application/xml' } };
}
