import type { IncomingMessage } from 'node:http';
import { headerOf } from '../forwarding/upstream-answer.ts';

/** W3C Trace Context, https://www.w3.org/TR/trace-context/: the headers that join the spans of many services to one trace. */
export const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';

/** Which span asks (section 3.2). */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
}

/** Version, trace, span, flags. A version to come may add to it, after another dash. */
const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** `undefined` where it is no valid `traceparent`. */
export function parseTraceparent(text: string): TraceParent | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = FORM.exec(text) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
}

/** Key and value of one member (section 3.3.1.3), of 32 at most. */
const MEMBER = /^[a-z0-9][a-z0-9_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{1,256}$/;

export function isTracestate(text: string): boolean {
  const members = text.split(',').map((member) => member.trim()).filter((member) => member !== '');
  return members.length <= 32 && members.every((member) => MEMBER.test(member));
}

/**
 * The headers without a trace context that nobody could continue: an invalid `traceparent`, and a `tracestate` that is invalid or has
 * no valid `traceparent` beside it. Otherwise the very same list.
 */
export function withSoundTrace(req: Pick<IncomingMessage, 'headers'>, headers: readonly string[]): readonly string[] {
  const { traceparent, tracestate } = req.headers;
  if (traceparent === undefined && tracestate === undefined) return headers;
  if (traceparent === undefined || parseTraceparent(String(traceparent)) === undefined) return without(without(headers, TRACEPARENT), TRACESTATE);
  return tracestate === undefined || isTracestate(String(tracestate)) ? headers : without(headers, TRACESTATE);
}

function without(headers: readonly string[], name: string): string[] {
  return headers.filter((_, i) => headers[i - (i % 2)]!.toLowerCase() !== name);
}

/** The trace of headers that are {@link withSoundTrace sound}. */
export function traceIdOf(headers: readonly string[]): string | undefined {
  return headerOf({ rawHeaders: headers }, TRACEPARENT)?.slice(3, 35);
}
