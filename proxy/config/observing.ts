import { z } from 'zod';
import type { EmfConfig } from '../observing/emf.ts';
import { addIssue, milliseconds, type Read } from './fields.ts';
import { TRACING, tracingConfig, type TracingSettings } from './tracing.ts';

export interface ObservingConfig extends TracingSettings {
  readonly logLevel: string;
  /** Which part of the requests has a line in the log, 0–1, and from how many milliseconds on a request is slow: those always have one, as failures do. */
  readonly accessLog: { readonly share: number; readonly slowMs: number };
  /** `null`: no metrics in the log. */
  readonly emf: EmfConfig | null;
}

/** `all`, `errors`, or a part such as `0.1`. */
const share = z.string().default('all').transform((text, context) => {
  const part = text === 'all' ? 1 : text === 'errors' ? 0 : Number(text || NaN);
  if (part >= 0 && part <= 1) return part;
  addIssue(context, 'is neither all, errors, nor a number from 0 to 1');
  return z.NEVER;
});

export const OBSERVING = {
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent', 'off']).default('info').describe('`info` logs requests; `warn` only trouble, those of them too that failed, fell back or were slow.'),
  ACCESS_LOG: share.describe('Which requests have a line: `all`, `errors`, or a part of them such as `0.1`. Failures, fallbacks and slow ones always have one.'),
  ACCESS_LOG_SLOW_MS: milliseconds(1_000).describe('From so many milliseconds to the first byte on a request is slow.'),
  EMF: z.enum(['on', 'off']).default('off').describe('`on` writes a line of CloudWatch’s embedded metric format to the log, per route group and period.'),
  EMF_NAMESPACE: z.string().regex(/^(?!AWS\/)[\w.\-/#: ]{1,255}$/, 'is not a CloudWatch namespace: 1 to 255 of A–Z a–z 0–9 . - _ / # : and space, and not AWS/…').default('Banyan/Proxy').describe('Into which namespace.'),
  EMF_PERIOD_MS: milliseconds(60_000).describe('How often.'),
  ...TRACING,
};

export function observingConfig(set: Read<typeof OBSERVING>): ObservingConfig {
  return {
    logLevel: set.LOG_LEVEL === 'off' ? 'silent' : set.LOG_LEVEL,
    accessLog: { share: set.ACCESS_LOG, slowMs: set.ACCESS_LOG_SLOW_MS },
    emf: set.EMF === 'on' ? { namespace: set.EMF_NAMESPACE, periodMs: set.EMF_PERIOD_MS } : null,
    ...tracingConfig(set),
  };
}
