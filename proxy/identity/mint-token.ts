import { SignJWT } from 'jose';
import type { Claims } from './session-claims.ts';
import type { SigningKeys } from './signing-keys.ts';

export interface MintOptions {
  readonly keys: SigningKeys;
  readonly issuer: string;
  readonly lifeMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A token that tells `audience`, and nobody else, who calls. */
export type MintToken = (claims: Claims, audience: string) => Promise<string>;

export function createMint({ keys, issuer, lifeMs, now }: MintOptions): MintToken {
  return (claims, audience) => {
    const { kid, privateKey } = keys.current();
    const issuedAt = Math.floor(now() / 1_000);
    return new SignJWT({ ...claims, iss: issuer, aud: audience, iat: issuedAt, exp: issuedAt + Math.ceil(lifeMs / 1_000) })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
      .sign(privateKey);
  };
}
