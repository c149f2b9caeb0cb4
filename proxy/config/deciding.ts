import { z } from 'zod';
import type { CallerSource } from '../deciding/caller-source.ts';
import { headerName, milliseconds, type Read } from './fields.ts';

export interface DecidingConfig {
  readonly caller: CallerSource;
  readonly unleash: { readonly url: string; readonly token: string; readonly refreshMs: number; readonly staleMs: number };
}

export const DECIDING = {
  CALLER_COOKIE: headerName.optional(),
  CALLER_HEADER: headerName.optional(),
  // Its address is in the log when it cannot be reached.
  UNLEASH_URL: z.url({ protocol: /^https?$/ }).refine((text) => !/^https?:\/\/[^/]*@/i.test(text), 'has credentials in it; the token goes in UNLEASH_TOKEN'),
  UNLEASH_TOKEN: z.string().min(1),
  UNLEASH_REFRESH_MS: milliseconds(500),
  FLAGS_STALE_MS: milliseconds(60_000),
};

/** What no single setting can tell. */
export function decidingProblems(env: Readonly<Record<string, string | undefined>>): string[] {
  return env['CALLER_COOKIE'] && env['CALLER_HEADER'] ? ['CALLER_HEADER: is set beside CALLER_COOKIE; a caller has one identity'] : [];
}

export function decidingConfig(set: Read<typeof DECIDING>): DecidingConfig {
  return {
    caller: set.CALLER_HEADER ? { header: set.CALLER_HEADER } : { cookie: set.CALLER_COOKIE ?? 'sid' },
    unleash: { url: set.UNLEASH_URL, token: set.UNLEASH_TOKEN, refreshMs: set.UNLEASH_REFRESH_MS, staleMs: set.FLAGS_STALE_MS },
  };
}
