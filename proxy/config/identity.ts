import { z } from 'zod';
import { PROXY_GROUPS_VARIABLE } from '../../domain/proxy-groups.ts';
import { headerRewriteProblem } from '../../domain/rewrite.ts';
import type { ClaimPaths } from '../identity/session-claims.ts';
import { signingSecret, webAddress } from './caller.ts';
import { addIssue, headerName, milliseconds, parseJson, type Read } from './fields.ts';

export interface IdentitySettings {
  /** Carries the token to candidates. No caller's own gets through to anybody. */
  readonly identityHeader: string;
  /** Path on the callers' port where the keys are; `null`: on the operators' port only. */
  readonly jwksPath: string | null;
  /** How candidates are told who calls; `null`: they are not. */
  readonly identity: IdentityConfig | null;
}

export interface IdentityConfig {
  /** Where legacy says whose a session is. */
  readonly url: URL;
  readonly cookie: string;
  readonly token: string | null;
  readonly claims: ClaimPaths;
  readonly cacheMs: number;
  readonly timeoutMs: number;
  /** The first signs. */
  readonly secrets: readonly [string, ...string[]];
  readonly rotateMs: number;
  readonly issuer: string;
  readonly lifeMs: number;
}

/** The proxy's own to say. */
const RESERVED = new Set(['iss', 'aud', 'exp', 'iat', 'nbf', 'jti']);
/** A copy of the key set that is five minutes old still has the key of now. */
const SHORTEST_PERIOD_MS = 10 * 60_000;

const header = headerName.superRefine((name, context) => {
  const problem = /^(host|cookie)$/i.test(name) ? `"${name}" is the caller's to send` : /^x-banyan-identity$/i.test(name) ? undefined : headerRewriteProblem(name);
  addIssue(context, problem);
});
const claimPaths = z
  .record(z.string().min(1), z.string().min(1))
  .refine((paths): paths is ClaimPaths => 'sub' in paths, 'does not say where "sub" is, who the caller is')
  .refine((paths) => !Object.keys(paths).some((claim) => RESERVED.has(claim)), `has one of ${[...RESERVED].join(', ')} in it, which are the proxy's to say`);
const secrets = z.string().transform((text) => text.split(',').map((each) => each.trim())).pipe(z.tuple([signingSecret], signingSecret));

export const IDENTITY = {
  SESSION_URL: webAddress.optional().describe('Where legacy says [whose a session is](sessions.md): `http://monolith.shop.internal:3000/internal/session`. Without one no candidate is told who calls.'),
  SESSION_COOKIE: headerName.default('sid').describe('The session’s cookie.'),
  SESSION_TOKEN: z.string().min(8, 'is shorter than 8 characters').optional().describe('What the proxy shows legacy as `Authorization: Bearer`; nothing, where it is not set.'),
  SESSION_CLAIMS: z.string().default('{"sub":"sub"}').transform(parseJson).pipe(claimPaths).describe('Claims of the token and where they stand in legacy’s answer, as JSON: `{"sub":"customer.id","name":"customer.name"}`.'),
  SESSION_CACHE_MS: milliseconds(5_000).describe('How long an answer of legacy is believed: at most half of `IDENTITY_LIFE_MS`.'),
  SESSION_TIMEOUT_MS: milliseconds(1_000).describe('How long legacy has for it.'),
  IDENTITY_SECRET: secrets.optional().describe('What keys are derived from, 32 characters at least, the same for all proxies; of several, with commas between, the first signs. Needed beside `SESSION_URL`.'),
  IDENTITY_ROTATE_MS: z.coerce.number().int().min(SHORTEST_PERIOD_MS).default(24 * 3_600_000).describe('How long a key is in use before the next; by default a day.'),
  IDENTITY_LIFE_MS: milliseconds(60_000).describe('Life of a token: at most half of `IDENTITY_ROTATE_MS`.'),
  IDENTITY_ISSUER: z.string().min(1).default('banyan').describe('The token’s `iss`.'),
  IDENTITY_HEADER: header.default('X-Banyan-Identity').describe('The header that it is in; in `Authorization` it has `Bearer` in front.'),
  IDENTITY_JWKS_PATH: z.string().regex(/^\/[\w\-./]+$/, 'is not a path such as /.well-known/banyan/jwks.json').optional().describe('Where callers’ port has the key set, such as `/.well-known/banyan/jwks.json`. At `/jwks.json` of the operators’ port it always is.'),
};

/** What no single setting can tell. */
export function identityProblems(set: Read<typeof IDENTITY>, groups: readonly { readonly name: string; readonly identity: boolean }[]): string[] {
  if (set.SESSION_URL === undefined) {
    const needy = groups.find(({ identity }) => identity);
    return needy ? [`${PROXY_GROUPS_VARIABLE}: the candidate of "${needy.name}" has to know who calls; set SESSION_URL and IDENTITY_SECRET`] : [];
  }
  const problems: string[] = [];
  if (!set.IDENTITY_SECRET) problems.push('IDENTITY_SECRET: is missing beside SESSION_URL; give all proxies the same one');
  if (set.SESSION_CACHE_MS * 2 > set.IDENTITY_LIFE_MS) problems.push('SESSION_CACHE_MS: is more than half of IDENTITY_LIFE_MS; a token would end before it is of use');
  if (set.IDENTITY_LIFE_MS * 2 > set.IDENTITY_ROTATE_MS) problems.push('IDENTITY_LIFE_MS: is more than half of IDENTITY_ROTATE_MS; a token would outlive its key');
  return problems;
}

export function identityConfig(set: Read<typeof IDENTITY>): IdentitySettings {
  const { SESSION_URL: url, IDENTITY_SECRET: keys } = set;
  const identity = url !== undefined && keys && {
    url: new URL(url),
    cookie: set.SESSION_COOKIE,
    token: set.SESSION_TOKEN ?? null,
    claims: set.SESSION_CLAIMS,
    cacheMs: set.SESSION_CACHE_MS,
    timeoutMs: set.SESSION_TIMEOUT_MS,
    secrets: keys,
    rotateMs: set.IDENTITY_ROTATE_MS,
    issuer: set.IDENTITY_ISSUER,
    lifeMs: set.IDENTITY_LIFE_MS,
  };
  return { identityHeader: set.IDENTITY_HEADER, jwksPath: set.IDENTITY_JWKS_PATH ?? null, identity: identity || null };
}
