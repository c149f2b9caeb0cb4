import type { IncomingMessage } from 'node:http';
import { cborCodec } from './cbor-codec.ts';
import type { Codec } from './codec.ts';
import { jsonCodec } from './json-codec.ts';
import { queryCodec } from './query-codec.ts';
import { isServiceName, SERVICE_MODELS, type ServiceModel, type ServiceName } from './service-models.ts';

/** Which service a request speaks to, in which protocol. Known before the body is read, so that every refusal has the right form. */
export interface RequestRoute {
  readonly service: ServiceName | undefined;
  readonly codec: Codec;
  /** The operation where the headers or the path name it; in AWS query it stands in the body. */
  readonly operation: string | undefined;
}

const JSON_1_0 = jsonCodec('application/x-amz-json-1.0');
const JSON_1_1 = jsonCodec('application/x-amz-json-1.1');

export function routeRequest({ headers, url }: IncomingMessage): RequestRoute {
  const rpc = /^\/service\/([^/]+)\/operation\/([^/?]+)$/.exec(url ?? '');
  if (rpc) return { service: serviceOfTarget(rpc[1]), codec: cborCodec, operation: rpc[2] };
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const dot = target.indexOf('.');
    const service = serviceOfTarget(target.slice(0, Math.max(dot, 0)));
    const codec = headers['content-type']?.includes('json-1.0') ? JSON_1_0 : JSON_1_1;
    return { service, codec, operation: dot < 0 ? target : target.slice(dot + 1) };
  }
  const signed = serviceOfScope(headers.authorization);
  return signed && SERVICE_MODELS[signed].protocol !== 'query'
    ? { service: signed, codec: SERVICE_MODELS[signed].protocol === 'json-1.0' ? JSON_1_0 : JSON_1_1, operation: undefined }
    : { service: 'elasticloadbalancing', codec: queryCodec, operation: undefined };
}

function serviceOfTarget(target: string | undefined): ServiceName | undefined {
  const found = Object.entries<ServiceModel>(SERVICE_MODELS).find(([, model]) => model.target === target);
  return found?.[0] as ServiceName | undefined;
}

/** `AWS4-HMAC-SHA256 Credential=KEY/20260101/us-east-1/elasticloadbalancing/aws4_request, …` */
function serviceOfScope(authorization: string | undefined): ServiceName | undefined {
  const name = /Credential=[^/\s]*\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization ?? '')?.[1];
  return name !== undefined && isServiceName(name) ? name : undefined;
}
