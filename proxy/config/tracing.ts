import { z } from 'zod';
import { SAMPLERS, type TracingConfig } from '../observing/tracing/tracing.ts';
import { milliseconds, type Read } from './fields.ts';

export interface TracingSettings {
  /** `null`: no spans, and nothing of OpenTelemetry is loaded. */
  readonly tracing: TracingConfig | null;
}

/** To OpenTelemetry a variable that is empty is one that is not set. https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
const unlessEmpty = <Setting extends z.ZodType>(setting: Setting) => z.preprocess((value) => (value === '' ? undefined : value), setting);
const receiver = unlessEmpty(z.url({ protocol: /^https?$/, error: 'is not the URL of an OTLP receiver such as http://127.0.0.1:4318' }).optional());

/** The standard variables. What else of them concerns the exporter (headers, certificates, timeout, compression) it reads itself. */
export const TRACING = {
  OTEL_EXPORTER_OTLP_ENDPOINT: receiver.describe('OTLP receiver over HTTP, `http://127.0.0.1:4318`, which gets spans as JSON at `/v1/traces`. Without this and the next there are no spans.'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.describe('The same, with the path of its traces; it counts before the other.'),
  OTEL_SDK_DISABLED: unlessEmpty(z.string().optional()).describe('`true`: no spans all the same.'),
  OTEL_SERVICE_NAME: unlessEmpty(z.string().default('banyan-proxy')).describe('What spans say the proxy is.'),
  OTEL_TRACES_SAMPLER: unlessEmpty(z.enum(SAMPLERS).default('parentbased_always_on')).describe('Which traces are recorded, as OpenTelemetry names samplers.'),
  OTEL_TRACES_SAMPLER_ARG: unlessEmpty(z.coerce.number().min(0).max(1).default(1)).describe('Which part of them, for the samplers by `traceidratio`.'),
  OTEL_BSP_SCHEDULE_DELAY: unlessEmpty(milliseconds(5_000)).describe('Milliseconds between two exports.'),
};

export function tracingConfig(set: Read<typeof TRACING>): TracingSettings {
  const url = set.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (set.OTEL_EXPORTER_OTLP_ENDPOINT && `${set.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/$/, '')}/v1/traces`);
  if (!url || set.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return { tracing: null };
  const { OTEL_SERVICE_NAME: serviceName, OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: ratio, OTEL_BSP_SCHEDULE_DELAY: exportEveryMs } = set;
  return { tracing: { url, serviceName, sampler, ratio, exportEveryMs } };
}
