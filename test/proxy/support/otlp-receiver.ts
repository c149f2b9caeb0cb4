import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onCleanup } from './cleanup.ts';

/** A span as OTLP has it in JSON. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 2 server, 3 client. */
  readonly kind: number;
  readonly status: { readonly code?: number };
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of the resource. */
  readonly service: unknown;
}

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** All that came, as text. */
  readonly bodies: string[];
  /** Answers with this status, or `hang`: not at all. */
  fail(how: number | 'hang'): void;
  /** Exports that hang, and whose sender still waits. */
  readonly waiting: () => number;
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Export {
  readonly resourceSpans: readonly { readonly resource: { readonly attributes: readonly KeyValue[] }; readonly scopeSpans: readonly { readonly spans: readonly (Omit<ReceivedSpan, 'attributes'> & { readonly attributes: readonly KeyValue[] })[] }[] }[];
}

/** What an OpenTelemetry collector is to an exporter: takes traces over HTTP, as JSON, at `/v1/traces`. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  let failure: number | 'hang' | null = null;
  const hanging = new Set<ServerResponse>();

  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (piece) => (body += String(piece)));
    req.on('end', () => answer(req, res, body));
  });

  function answer(req: IncomingMessage, res: ServerResponse, body: string): void {
    bodies.push(body);
    if (failure === 'hang') return void hanging.add(res.once('close', () => hanging.delete(res)));
    if (failure !== null || req.url !== '/v1/traces' || req.headers['content-type'] !== 'application/json') return void res.writeHead(failure ?? 404).end();
    const { resourceSpans } = JSON.parse(body) as Export;
    for (const { resource, scopeSpans } of resourceSpans) {
      for (const span of scopeSpans.flatMap((scope) => scope.spans)) spans.push({ ...span, attributes: plain(span.attributes), service: plain(resource.attributes)['service.name'] });
    }
    res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onCleanup(
    () =>
      new Promise<void>((resolve) => {
        // With a refusal for good: the exporter would try again.
        for (const res of hanging) res.writeHead(400).end();
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`, spans, bodies, fail: (how) => void (failure = how), waiting: () => hanging.size };
}

function plain(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
