import type { IncomingMessage } from 'node:http';
import { signedService } from './authorization.ts';
import { cborCodec } from './cbor-codec.ts';
import type { Codec } from './codec.ts';
import { jsonCodec } from './json-codec.ts';
import { queryCodec } from './query-codec.ts';
import { restXmlCodec } from './rest/rest-xml-codec.ts';
import { routeS3 } from './rest/route-rest.ts';
import { SERVICE_MODELS, SERVICE_NAMES, type Protocol, type ServiceModel, type ServiceName } from './service-models.ts';

/** Which service a request speaks to, in which protocol. Known before the body is read, so that every refusal has the right form. */
export interface RequestRoute {
  readonly codec: Codec;
  /** `undefined` where the sandbox does not have it, or a query is not signed, whose version tells. */
  readonly service: ServiceName | undefined;
  /** What the caller calls the service. */
  readonly asked: string;
  /** The operation where the headers or the path name it; in AWS query it stands in the form. */
  readonly operation: string | undefined;
}

const JSON_1_0 = jsonCodec('application/x-amz-json-1.0');
const JSON_1_1 = jsonCodec('application/x-amz-json-1.1');
const REST_JSON = jsonCodec('application/json');

export function routeRequest(request: Pick<IncomingMessage, 'method' | 'headers' | 'url'>): RequestRoute {
  const { headers, url = '/' } = request;
  const path = url.split('?', 1)[0] ?? '/';
  const [, name, method] = /^\/service\/([^/]+)\/operation\/([^/]+)$/.exec(path) ?? [];
  if (name !== undefined) return { codec: cborCodec, service: serviceOf('cbor', name), asked: name, operation: method };
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix = '', ...rest] = target.split('.');
    return { codec: jsonOf(headers['content-type']), service: serviceOf('json', prefix), asked: prefix, operation: rest.join('.') };
  }
  const asked = signedService(headers);
  const service = SERVICE_NAMES.find((each) => each === asked);
  if (service === 's3') {
    const rest = routeS3(request);
    return { codec: restXmlCodec(rest), service, asked: service, operation: rest.operation };
  }
  if (service === undefined) return { codec: speaksXml(asked, path) ? queryCodec : REST_JSON, service, asked: asked ?? '', operation: undefined };
  return { codec: speaks(service, 'query') ? queryCodec : JSON_1_1, service, asked: service, operation: undefined };
}

function serviceOf(protocol: Protocol, target: string): ServiceName | undefined {
  return SERVICE_NAMES.find((name) => SERVICE_MODELS[name].target === target && speaks(name, protocol));
}

function speaks(name: ServiceName, protocol: Protocol): boolean {
  const { protocols }: ServiceModel = SERVICE_MODELS[name];
  return protocols.includes(protocol);
}

function jsonOf(contentType: string | undefined): Codec {
  return contentType?.includes('json-1.0') ? JSON_1_0 : JSON_1_1;
}

/** A service that the sandbox does not have: where it does not speak query, it has a REST API, in JSON but for these. */
function speaksXml(asked: string | undefined, path: string): boolean {
  return path === '/' || asked === undefined || /^(s3express|s3-outposts|route53|cloudfront)$/.test(asked);
}
