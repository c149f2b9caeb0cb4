import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Codec } from './codec.ts';
import { readBody } from './request-body.ts';
import { routeRequest, type RequestRoute } from './route-request.ts';
import { AwsError, type Service } from './service.ts';
import { operationShapes, SERVICE_MODELS, type ServiceName } from './service-models.ts';

export interface WireServer {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  close(): Promise<void>;
}

export interface WireServerOptions {
  readonly host: string;
  /** 0 (default) is any free one. */
  readonly port?: number;
  readonly services: Readonly<Partial<Record<ServiceName, Service>>>;
  /** Called with what an operation threw that is no refusal: a defect of the sandbox. */
  readonly onDefect?: (operation: string, error: unknown) => void;
}

/** One HTTP port for all AWS services. Every answer, refusals too, has the form of the protocol that the caller speaks. */
export async function startWireServer({ host, port = 0, services, onDefect }: WireServerOptions): Promise<WireServer> {
  const server = createServer((request, response) => {
    void answer(request, response, services, onDefect ?? (() => {}));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    endpoint: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  services: WireServerOptions['services'],
  onDefect: (operation: string, error: unknown) => void,
): Promise<void> {
  const requestId = randomUUID();
  const route = routeRequest(request);
  const model = route.service && SERVICE_MODELS[route.service];
  let reply: { status: number; encoded: ReturnType<Codec['encode']> };
  try {
    reply = { status: 200, encoded: await perform(request, route, services, requestId) };
  } catch (error) {
    if (request.destroyed && !request.complete) return;
    const refusal = error instanceof AwsError ? error : internalFailure();
    if (refusal !== error) onDefect(`${route.service}.${route.operation ?? 'query'}`, error);
    reply = { status: refusal.status, encoded: route.codec.encodeError(refusal, model, requestId) };
  }
  response.writeHead(reply.status, { ...reply.encoded.headers, 'x-amzn-requestid': requestId });
  response.end(reply.encoded.body);
}

async function perform(request: IncomingMessage, route: RequestRoute, services: WireServerOptions['services'], requestId: string): Promise<ReturnType<Codec['encode']>> {
  const body = await readBody(request);
  if (request.headers.authorization === undefined) throw notSigned(route);
  if (request.method !== 'POST') throw unknownOperation(route, `${request.method} ${request.url}`);
  if (route.service === undefined) throw unknownOperation(route, route.operation ?? '');
  const model = SERVICE_MODELS[route.service];
  const name = model.protocol === 'query' ? actionOf(body) : (route.operation ?? '');
  const shapes = operationShapes(model, name);
  const operations = services[route.service]?.operations ?? {};
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!shapes || !operation) throw unknownOperation(route, name);
  const output: unknown = await operation(route.codec.decode(body, shapes.input, model));
  return route.codec.encode(name, output, shapes.output, requestId);
}

function actionOf(body: Buffer): string {
  const action = new URLSearchParams(body.toString('utf8')).get('Action');
  if (action === null || action === '') throw new AwsError('MissingAction', 'The request is missing an action or a required parameter.');
  return action;
}

function isQuery({ service }: RequestRoute): boolean {
  return service !== undefined && SERVICE_MODELS[service].protocol === 'query';
}

function notSigned(route: RequestRoute): AwsError {
  return isQuery(route)
    ? new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)
    : new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
}

function unknownOperation(route: RequestRoute, name: string): AwsError {
  return isQuery(route)
    ? new AwsError('InvalidAction', `Could not find operation ${name.slice(0, 128)} for version 2015-12-01.`)
    : new AwsError('UnknownOperationException', `The sandbox does not have the operation ${name.slice(0, 128)}.`);
}

function internalFailure(): AwsError {
  const message = 'The sandbox failed. This is a defect of it; its standard error says more.';
  return new AwsError('InternalFailure', message, 500);
}
