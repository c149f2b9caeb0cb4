import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ProxyReport } from '../../domain/proxy-report.ts';
import { relayRecording } from './relay-recording.ts';
import type { Serving } from './worker.ts';
import type { Snapshot, Tally } from './tally.ts';

export interface AdminGatewayParts {
  readonly serving: () => readonly Serving[];
  readonly isReady: () => boolean;
  readonly tally: Tally;
  /** Groups that operators have taken back. */
  readonly overridden: Set<string>;
  readonly fetch: typeof globalThis.fetch;
}

/** A worker that does not answer in time is passed over: what it said last counts. */
const WORKER_TIMEOUT_MS = 2_000;
const MOST_BYTES = 64 * 1024;

/** The operators' port of several processes: one report, one set of metrics, and every order to all. What it does not know itself a worker answers. */
export function createAdminGateway({ serving, isReady, tally, overridden, fetch }: AdminGatewayParts): { readonly listener: RequestListener; readonly look: (worker: Serving) => Promise<void> } {
  async function ask(worker: Serving, path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${worker.adminPort}${path}`, { ...init, signal: AbortSignal.timeout(WORKER_TIMEOUT_MS) });
  }

  /** Brings the tally up to date with one worker. */
  async function look(worker: Serving): Promise<void> {
    try {
      const [report, metrics] = await Promise.all([ask(worker, '/report').then((answer) => answer.json() as Promise<ProxyReport>), ask(worker, '/metrics').then((answer) => answer.text())]);
      if (serving().some(({ id }) => id === worker.id)) tally.saw(worker.id, { report, metrics } satisfies Snapshot);
    } catch {
      // It ended just now, or hangs.
    }
  }

  async function order(req: IncomingMessage, path: string): Promise<Response> {
    const body = await readBody(req);
    if (body === 'too large') return Response.json({ error: 'The request is too large.' }, { status: 413 });
    const init: RequestInit = { method: req.method ?? 'POST', headers: askersHeaders(req), ...(body.length > 0 && { body }) };
    const workers = serving();
    const answers = await Promise.all(workers.map((worker) => ask(worker, path, init).catch(() => undefined)));
    const [first] = answers;
    const failed = answers.find((answer) => answer && !answer.ok);
    if (failed) return failed;
    const silent = answers.filter((answer) => answer === undefined).length;
    remember(req.method, path, body);
    if (!first || silent > 0) return Response.json({ error: `${silent} of ${workers.length} processes did not answer. Give the order again.` }, { status: 502 });
    return first;
  }

  /** So that a worker that begins later knows of it. */
  function remember(method: string | undefined, path: string, body: Buffer): void {
    const [, group] = /^\/override\/([^/?]+)$/.exec(path) ?? [];
    if (method === 'DELETE' && group !== undefined) overridden.delete(decodeURIComponent(group));
    if (method === 'POST' && path === '/override') overridden.add((JSON.parse(body.toString()) as { group: string }).group);
  }

  async function record(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await readBody(req);
    if (body === 'too large') return send(Response.json({ error: 'The request is too large.' }, { status: 413 }), res);
    return relayRecording({ authorization: req.headers.authorization, body }, res, { serving, fetch });
  }

  async function answer(req: IncomingMessage): Promise<Response> {
    const path = req.url ?? '/';
    if (req.method !== 'GET' && req.method !== 'HEAD') return order(req, path);
    if (path === '/healthz') return Response.json({ status: 'alive' });
    if (path === '/report' || path === '/metrics' || path === '/readyz') await Promise.all(serving().map(look));
    if (path === '/report') return Response.json(tally.report());
    if (path === '/metrics') return new Response(tally.metrics(), { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
    if (path === '/readyz') return Response.json({ ready: isReady(), flags: tally.report().flags, processes: serving().length }, { status: isReady() ? 200 : 503 });
    const [worker] = serving();
    return worker ? ask(worker, path, { headers: askersHeaders(req) }) : Response.json({ error: 'No process serves at the moment.' }, { status: 503 });
  }

  return {
    look,
    listener(req, res) {
      if (req.method === 'POST' && req.url === '/record') return void record(req, res).catch(() => res.destroy());
      answer(req)
        .catch(() => Response.json({ error: 'A process of the proxy failed to answer.' }, { status: 502 }))
        .then((found) => send(found, res))
        .catch(() => res.destroy());
    },
  };
}

/** What a worker needs of an operator's request. */
function askersHeaders({ headers: { authorization, 'content-type': type } }: IncomingMessage): Record<string, string> {
  return { ...(authorization !== undefined && { authorization }), ...(type !== undefined && { 'content-type': type }) };
}

async function readBody(req: IncomingMessage): Promise<Buffer | 'too large'> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of req as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) return 'too large';
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function send(from: Response, res: ServerResponse): Promise<void> {
  const body = Buffer.from(await from.arrayBuffer());
  for (const name of ['content-type', 'allow']) if (from.headers.has(name)) res.setHeader(name, from.headers.get(name) ?? '');
  res.writeHead(from.status, { 'content-length': body.length }).end(body);
}
