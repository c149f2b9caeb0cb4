import type { IncomingMessage } from 'node:http';
import type { Forwarder } from '../../forwarding/forwarder.ts';
import type { Served } from '../../forwarding/exchange.ts';
import type { CallerRequest } from '../../listening/caller-request.ts';
import type { CopySender } from '../../shadowing/send-copy.ts';

/** Spans of what the proxy does: one for each request that comes, and below it one for each that is sent. */
export interface Tracing {
  /** Opens the span of a caller's request. The request given back names it, so that what is sent on hangs below it. */
  open(req: IncomingMessage, request: CallerRequest): CallerRequest;
  close(req: IncomingMessage, served: Served): void;
  forwarder(inner: Forwarder): Forwarder;
  sender(inner: CopySender): CopySender;
  /** Exports what is left. Never rejects, and takes no longer than two seconds. */
  end(): Promise<void>;
}

/** Where spans go, and which. */
export interface TracingConfig {
  /** Where an OTLP receiver takes traces over HTTP, as JSON. */
  readonly url: string;
  readonly serviceName: string;
  readonly sampler: SamplerName;
  /** Which part of the traces, 0–1, where the sampler goes by that. */
  readonly ratio: number;
  /** Milliseconds between two exports. */
  readonly exportEveryMs: number;
}

/** As OTEL_TRACES_SAMPLER names them. */
export const SAMPLERS = ['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const;
export type SamplerName = (typeof SAMPLERS)[number];
