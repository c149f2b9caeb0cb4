import { z } from 'zod';
import type { Read } from './fields.ts';

export interface ObservingConfig {
  readonly logLevel: string;
}

export const OBSERVING = {
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent', 'off']).default('info'),
};

export function observingConfig(set: Read<typeof OBSERVING>): ObservingConfig {
  return { logLevel: set.LOG_LEVEL === 'off' ? 'silent' : set.LOG_LEVEL };
}
