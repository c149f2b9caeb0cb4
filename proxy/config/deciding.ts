import { z } from 'zod';
import { webAddress } from './caller.ts';
import { milliseconds, type Read } from './fields.ts';

export interface DecidingConfig {
  readonly unleash: { readonly url: string; readonly token: string; readonly refreshMs: number; readonly staleMs: number; readonly stream: boolean };
}

export const DECIDING = {
  // Its address is in the log when it cannot be reached: credentials are refused there, the token has a setting of its own.
  UNLEASH_URL: webAddress.describe('API of Unleash, `https://unleash.example/api`.'),
  UNLEASH_TOKEN: z.string().min(1).describe('A client token of the environment.'),
  UNLEASH_REFRESH_MS: milliseconds(500).describe('How often flags are fetched.'),
  UNLEASH_STREAM: z.enum(['on', 'off']).default('off').describe('`on`: be told of changes by a stream too, where Unleash has one (Enterprise), so that a flag switched off holds at once. The stream takes callers back, it never lets them in, and polling goes on.'),
  FLAGS_STALE_MS: milliseconds(60_000).describe('When flags are too old to be believed.'),
};

export function decidingConfig(set: Read<typeof DECIDING>): DecidingConfig {
  return {
    unleash: { url: set.UNLEASH_URL, token: set.UNLEASH_TOKEN, refreshMs: set.UNLEASH_REFRESH_MS, staleMs: set.FLAGS_STALE_MS, stream: set.UNLEASH_STREAM === 'on' },
  };
}
