import type { SpanContext } from '@opentelemetry/api';
import { headerOf } from '../../forwarding/upstream-answer.ts';
import { parseTraceparent, TRACEPARENT } from '../trace-context.ts';

/** The span that headers name. */
export function spanContextOf(headers: readonly string[], isRemote: boolean): SpanContext | undefined {
  const parent = parseTraceparent(headerOf({ rawHeaders: headers }, TRACEPARENT) ?? '');
  return parent && { traceId: parent.traceId, spanId: parent.spanId, traceFlags: parent.flags & 1, isRemote };
}

/** The headers with this span named instead of the one they name, in its place. */
export function withSpan(headers: readonly string[], { traceId, spanId, traceFlags }: SpanContext): string[] {
  const value = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  const named = [...headers];
  for (let i = 0; i < named.length; i += 2) {
    if (named[i]!.toLowerCase() !== TRACEPARENT) continue;
    named[i + 1] = value;
    return named;
  }
  named.push(TRACEPARENT, value);
  return named;
}
