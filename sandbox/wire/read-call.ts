import type { IncomingMessage } from 'node:http';
import { CommonError } from './common-error.ts';
import type { Credentials } from './credentials.ts';
import { findCall, type Call } from './find-call.ts';
import type { Services } from './operations.ts';
import { readBody, unpacked } from './request-body.ts';
import type { RequestRoute } from './route-request.ts';
import { verifySignature } from './signature.ts';

export interface ReadOptions {
  readonly services: Services;
  /** Whose signatures are right; `false` takes any request, signed or not. */
  readonly auth: Credentials | false;
  readonly region: string;
  readonly now: () => number;
}

/** The operation that a request asks for, and its input. Refuses what is malformed, not signed rightly, or asks for what there is not. */
export async function readCall(request: IncomingMessage, route: RequestRoute, { services, auth, region, now }: ReadOptions): Promise<{ readonly call: Call; readonly input: unknown }> {
  const sent = await readBody(request);
  // AWS takes a query in the address too. What an object's body is encoded in is none of S3's business.
  const body = route.codec.family === 'rest' ? sent : request.method === 'GET' ? Buffer.from(request.url?.split(/\?(.*)/s)[1] ?? '') : await unpacked(sent, request.headers['content-encoding']);
  const call = findCall(route, body, services);
  checkForm(request, route);
  if (auth !== false) await verifySignature(request, sent, { credentials: auth, region, service: call.service }, now());
  return { call, input: route.codec.decode(body, call.input, call.model) };
}

function checkForm({ method, headers }: IncomingMessage, { codec }: RequestRoute): void {
  if (codec.family === 'rest' || (method === 'GET' && codec.family === 'query')) return;
  if (method !== 'POST') throw new CommonError('unknownOperation', `There is no operation behind the method ${method}. Send a POST.`);
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!codec.contentTypes.includes(type)) throw new CommonError('malformed', `The content-type must be ${codec.contentTypes.join(' or ')}.`);
}
