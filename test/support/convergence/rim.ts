import { Agent, createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Strike } from './faulty-ports.ts';

/** One engine's way to AWS and Unleash, on which things go wrong as told. Whoever dies on it sends nothing any more. */
export interface Rim {
  readonly url: string;
  /** Resolves when the engine is to have died. */
  readonly crashed: Promise<'crashed'>;
  close(): Promise<void>;
}

const SLOW_MS = 300;

/** Forwards what is signed to `aws` and the rest to `unleash`. `strike` is told of every call in its order: `ecs.CreateService`, `unleash.POST features`. */
export async function startRim({ aws, unleash, strike }: { readonly aws: string; readonly unleash: string; readonly strike: Strike }): Promise<Rim> {
  let die = (): void => {};
  const crashed = new Promise<'crashed'>((resolve) => (die = () => resolve('crashed')));
  let dead = false;
  // A connection that its server closes as idle, just when it is used again, is no fault that was asked for.
  const agent = new Agent({ keepAlive: true, timeout: 2_000 });
  const server = createServer((request, response) => void handle(request, response).catch(() => request.socket.destroy()));
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    crashed,
    close: () =>
      new Promise((resolve) => {
        dead = true;
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const call = callOf(request, body.toString());
    if (dead) return void request.socket.destroy();
    const fault = strike(call);
    if (fault === 'throttle' || fault === '5xx') return refuse(response, call, fault);
    if (fault === 'crash before') return end(request);
    if (fault === 'slow') await sleep(SLOW_MS);
    const answer = await forward(request.headers.authorization?.startsWith('AWS4') ? aws : unleash, request, body, agent);
    if (fault === 'crash after') return end(request);
    if (fault === 'answer lost') return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  function end({ socket }: IncomingMessage): void {
    dead = true;
    socket.destroy();
    die();
  }
}

/** As a load balancer in front of each service words it. */
function refuse(response: ServerResponse, call: string, fault: 'throttle' | '5xx'): void {
  const service = call.split('.')[0];
  const throttled = fault === 'throttle';
  if (service === 'unleash') return void response.writeHead(throttled ? 429 : 503, { 'content-type': 'application/json' }).end('{}');
  if (service === 's3') return void response.writeHead(throttled ? 503 : 500, { 'content-type': 'application/xml' }).end(`<Error><Code>${throttled ? 'SlowDown' : 'InternalError'}</Code><Message>Try again.</Message></Error>`);
  const code = throttled ? 'Throttling' : 'InternalFailure';
  const status = throttled ? 400 : 500;
  if (service === 'elasticloadbalancing') return void response.writeHead(status, { 'content-type': 'text/xml' }).end(`<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>Rate exceeded</Message></Error></ErrorResponse>`);
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify({ __type: throttled ? 'ThrottlingException' : code, message: 'Rate exceeded' }));
}

function callOf({ headers, method, url = '/' }: IncomingMessage, body: string): string {
  const service = /\/([a-z0-9-]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1];
  if (service === undefined) return `unleash.${method} ${url.split('?')[0]?.replace(/^\/api\/admin\/(projects\/[^/]+\/)?/, '').replaceAll(/banyan\.[\w.-]+/g, ':flag').replaceAll(/[0-9a-f-]{36}/g, ':id')}`;
  if (service === 's3') return `s3.${method === 'PUT' ? 'PutObject' : url.includes('list-type=2') ? 'ListObjectsV2' : 'GetObject'}`;
  return `${service}.${headers['x-amz-target']?.toString().split('.')[1] ?? new URLSearchParams(body).get('Action')}`;
}

async function forward(target: string, { method, url, headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>, body: Buffer, agent: Agent): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = send(new URL(url ?? '/', target), { method, headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: { ...answer.headers, connection: 'keep-alive' }, body: Buffer.concat(chunks) }));
      answer.on('error', reject);
    });
    sent.on('error', (error) => {
      if (sent.reusedSocket) resolve(forward(target, { method, url, headers }, body, agent));
      else reject(error);
    });
    sent.end(body);
  });
}
