import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Carries the token of a copy to the candidate, and the candidate's confirmation back. */
export const COPY_HEADER = 'x-banyan-copy';
/** Marks a shadow: a copy whose answer nobody gets. */
export const SHADOW_HEADER = 'x-banyan-shadow';
/** Where a candidate is asked whether it knows copies, before it is sent any that change something. */
export const COPIES_PATH = '/.well-known/banyan/copies';

/** How the candidate is to carry a copy out. */
export type Copy =
  | { readonly mode: 'dry-run' }
  | { readonly mode: 'isolated-store'; readonly store: string }
  /** The ids that legacy gave stand where the migration says; `legacyStatus` is what it answered. */
  | { readonly mode: 'response-replay'; readonly legacyStatus: number };

export const COPY_MODES = ['dry-run', 'isolated-store', 'response-replay'] as const satisfies readonly Copy['mode'][];

/** What a token says. */
export interface CopyClaims {
  /** The route group that the copy belongs to. */
  readonly group: string;
  /** `null`: the candidate is only asked whether it knows copies. */
  readonly copy: Copy | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Random; good for one request. */
  readonly nonce: string;
}

/** What a token is good for, and nothing else. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, byte for byte. */
  readonly target: string;
  readonly body: Uint8Array;
}

export type TokenProblem = 'forged' | 'expired';

/** What the candidate has done with a copy: taken it as one; refused it; or answered without ever asking what it was. */
export const VERDICTS = ['taken', 'refused', 'unaware'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The claims as base64url of their JSON, a point, and an HMAC-SHA256 over them, the method, the target and the body's SHA-256. */
export function mintCopyToken(secret: string, claims: CopyClaims, request: SignedRequest): string {
  const said = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${said}.${sign(secret, said, request)}`;
}

/** What a token says, or why it counts for nothing. Takes equally long whatever the signature is. */
export function readCopyToken(secret: string, token: string, request: SignedRequest, now: number): CopyClaims | TokenProblem {
  const [, said, signature] = /^([\w-]{1,8192})\.([\w-]{43})$/.exec(token) ?? [];
  if (said === undefined || signature === undefined || !same(signature, sign(secret, said, request))) return 'forged';
  // Signed by us: of the form that mintCopyToken gives it.
  const claims = JSON.parse(Buffer.from(said, 'base64url').toString()) as CopyClaims;
  return claims.expiresAt <= now ? 'expired' : claims;
}

/** What a candidate says of a copy, so that nobody else can have said it. */
export function confirmCopy(secret: string, nonce: string, verdict: Verdict): string {
  return `${verdict}.${createHmac('sha256', secret).update(`banyan copy confirmed\n${nonce}\n${verdict}`).digest('base64url')}`;
}

/** What the candidate has said, or `undefined` where it has said nothing that counts. */
export function readConfirmation(secret: string, nonce: string, header: string | undefined): Verdict | undefined {
  return VERDICTS.find((verdict) => header !== undefined && same(header, confirmCopy(secret, nonce, verdict)));
}

function sign(secret: string, said: string, { method, target, body }: SignedRequest): string {
  const digest = createHash('sha256').update(body).digest('hex');
  return createHmac('sha256', secret).update(`banyan copy\n${JSON.stringify([method, target, digest])}\n${said}`).digest('base64url');
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
