import { z } from 'zod';
import { parseCallerSources, type CallerSource } from '../deciding/caller-source.ts';
import { addIssue, headerName, type Read } from './fields.ts';

export interface CallerConfig {
  readonly caller: {
    /** In order of preference. */
    readonly sources: readonly CallerSource[];
    /** How tokens are verified; `null` where no source is one. */
    readonly tokens: TokenConfig | null;
  };
  /** What testers' passes are signed with; `null`: there are none. */
  readonly testersSecret: string | null;
}

export interface TokenConfig {
  readonly claim: string;
  /** Where the token stands when it is not in `Authorization: Bearer`. */
  readonly cookie: string | null;
  readonly keys: { readonly secret: string } | { readonly jwks: string };
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly leewaySeconds: number;
}

/** Shorter ones can be guessed, by trying against one signed text. */
export const signingSecret = z.string().min(32, 'is shorter than 32 characters');
export const webAddress = z.url({ protocol: /^https?$/ }).refine((text) => !/^https?:\/\/[^/]*@/i.test(text), 'has credentials in it');

export const CALLER = {
  CALLER: z.string().default('cookie:sid').transform((text, context) => {
    const sources = parseCallerSources(text);
    if (typeof sources !== 'string') return sources;
    addIssue(context, sources);
    return z.NEVER;
  }).describe('Where a request says who calls, in order of preference: `jwt:sub,cookie:sid,header:X-User,address`; [callers](callers.md) has the rules.'),
  CALLER_JWT_COOKIE: headerName.optional().describe('Cookie that has the token of `jwt` where it is not in `Authorization: Bearer`.'),
  CALLER_JWT_SECRET: signingSecret.optional().describe('What those tokens are verified with (HS256). With `jwt` among the sources this or `CALLER_JWKS` must be set.'),
  // A file, or an address.
  CALLER_JWKS: z.union([webAddress, z.string().regex(/^[./]/, 'is neither a URL nor a path that begins with / or .')]).optional().describe('The same by a key set (RS256, ES256, EdDSA): its URL, or a path that begins with `/` or `.`.'),
  CALLER_JWT_ISSUER: z.string().min(1).optional().describe('What their `iss` must be; any, where it is not set.'),
  CALLER_JWT_AUDIENCE: z.string().min(1).optional().describe('What their `aud` must be; any, where it is not set.'),
  CALLER_JWT_LEEWAY_SECONDS: z.coerce.number().int().min(0).max(600).default(30).describe('By how much clocks may differ.'),
  TESTERS_SECRET: signingSecret.optional().describe('What [testers’ passes](callers.md#testers) are signed with, the same for all proxies. Without one there are no testers.'),
};

type Env = Readonly<Record<string, string | undefined>>;

/** What no single setting can tell. */
export function callerProblems(env: Env): string[] {
  const wanted = /\bjwt:/.test(env['CALLER'] ?? '');
  if (env['CALLER_JWT_SECRET'] && env['CALLER_JWKS']) return ['CALLER_JWKS: is set beside CALLER_JWT_SECRET; tokens are verified with one of them'];
  return wanted && !env['CALLER_JWT_SECRET'] && !env['CALLER_JWKS'] ? ['CALLER: has jwt in it, and neither CALLER_JWKS nor CALLER_JWT_SECRET says what tokens are verified with'] : [];
}

export function callerConfig(set: Read<typeof CALLER>): CallerConfig {
  const { CALLER_JWT_SECRET: secret, CALLER_JWKS: jwks } = set;
  const jwt = set.CALLER.find((source) => source.kind === 'jwt');
  const keys = secret !== undefined ? { secret } : { jwks: jwks ?? '' };
  const tokens = jwt && {
    claim: jwt.claim,
    cookie: set.CALLER_JWT_COOKIE ?? null,
    keys,
    issuer: set.CALLER_JWT_ISSUER ?? null,
    audience: set.CALLER_JWT_AUDIENCE ?? null,
    leewaySeconds: set.CALLER_JWT_LEEWAY_SECONDS,
  };
  return { caller: { sources: set.CALLER, tokens: tokens ?? null }, testersSecret: set.TESTERS_SECRET ?? null };
}
