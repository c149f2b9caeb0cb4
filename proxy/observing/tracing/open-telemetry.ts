import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOffSampler, AlwaysOnSampler, BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider, type Sampler } from '@opentelemetry/sdk-trace';
import type { IncomingMessage } from 'node:http';
import type { Registry } from 'prom-client';
import type { Log } from '../log.ts';
import { countExports } from './count-exports.ts';
import { clientAttributes, decisionAttributes, serverAttributes, spanName } from './span-attributes.ts';
import { spanContextOf, withSpan } from './span-headers.ts';
import type { SamplerName, Tracing, TracingConfig } from './tracing.ts';

/** The longest that a stopping proxy waits for its last spans to be exported. */
const END_MS = 2_000;

/**
 * Spans by OpenTelemetry's SDK. To be imported only where an exporter is configured, for it brings a dozen packages along. Nothing of
 * it is global and no context is carried behind the scenes: the headers of a request say which span it belongs to.
 */
export function startTracing(config: TracingConfig, parts: { readonly registry: Registry; readonly log: Log }): Tracing {
  const exporter = countExports(new OTLPTraceExporter({ url: config.url }), parts);
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': config.serviceName })).merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerOf(config.sampler, config.ratio),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: config.exportEveryMs })],
  });
  const tracer = provider.getTracer('banyan-proxy');
  const open = new WeakMap<IncomingMessage, Span>();

  /** A span below the one that `headers` name. */
  function begin(kind: SpanKind, method: string, headers: readonly string[], attributes: ReturnType<typeof serverAttributes>): Span {
    const parent = spanContextOf(headers, kind === SpanKind.SERVER);
    return tracer.startSpan(spanName(method), { kind, attributes }, parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT);
  }

  return {
    open(req, request) {
      const span = begin(SpanKind.SERVER, request.method, request.headers, { ...serverAttributes(request), 'network.protocol.version': req.httpVersion });
      open.set(req, span);
      return { ...request, headers: withSpan(request.headers, span.spanContext()) };
    },
    close(req, { decision, status, failure }) {
      const span = open.get(req);
      if (!span) return;
      span.setAttributes(decisionAttributes(decision));
      end(span, { status, failure, failsFrom: 500 });
    },
    forwarder: (inner) => ({
      send(req, outbound) {
        const { to, method, headers, decision, freshConnection } = outbound;
        const span = begin(SpanKind.CLIENT, method, headers, { ...clientAttributes(outbound, to), ...(decision && decisionAttributes(decision)), ...(freshConnection && { 'http.request.resend_count': 1 }) });
        const sending = inner.send(req, { ...outbound, headers: withSpan(headers, span.spanContext()) });
        void sending.outcome.then((outcome) => end(span, { ...('failure' in outcome ? { status: null, failure: outcome.failure } : { status: outcome.status, failure: null }), failsFrom: 400 }));
        return sending;
      },
      close: () => inner.close(),
    }),
    sender: (inner) => ({
      async send(request, to, options) {
        const span = begin(SpanKind.CLIENT, request.method, request.headers, { ...clientAttributes(request, to), 'banyan.upstream': 'candidate', 'banyan.shadow': true });
        const answer = await inner.send({ ...request, headers: withSpan(request.headers, span.spanContext()) }, to, options);
        end(span, { ...('failed' in answer ? { status: null, failure: answer.failed } : { status: answer.status, failure: null }), failsFrom: 400 });
        return answer;
      },
      close: () => inner.close(),
    }),
    async end() {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, END_MS);
      await Promise.race([provider.shutdown().catch(() => {}), late.promise]);
      clearTimeout(timer);
    },
  };
}

interface SpanEnd {
  readonly status: number | null;
  readonly failure: string | null;
  /** The lowest status that is an error: a server is not to blame for what its caller did wrong. */
  readonly failsFrom: number;
}

function end(span: Span, { status, failure, failsFrom }: SpanEnd): void {
  if (status !== null) span.setAttribute('http.response.status_code', status);
  const error = failure ?? (status !== null && status >= failsFrom ? String(status) : null);
  if (error !== null) {
    span.setAttribute('error.type', error);
    if (error !== 'cancelled') span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

function samplerOf(name: SamplerName, ratio: number): Sampler {
  const parentBased = name.startsWith('parentbased_');
  const roots = { always_on: () => new AlwaysOnSampler(), always_off: () => new AlwaysOffSampler(), traceidratio: () => new TraceIdRatioBasedSampler(ratio) };
  const root = roots[name.replace('parentbased_', '') as keyof typeof roots]();
  return parentBased ? new ParentBasedSampler({ root }) : root;
}
