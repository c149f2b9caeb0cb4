import { hash } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import { createBoundedCache } from './bounded-cache.ts';
import type { ReadToken } from './identify-caller.ts';
import type { VerificationKeys } from './verification-keys.ts';

export interface TokenReaderOptions {
  readonly keys: VerificationKeys;
  /** The claim that names the caller. */
  readonly claim: string;
  /** What `iss` and `aud` must be; `null`: anything. */
  readonly issuer: string | null;
  readonly audience: string | null;
  /** Seconds by which clocks may differ. */
  readonly leewaySeconds: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const MAX_TOKEN_LENGTH = 8_192;
const REMEMBERED_TOKENS = 10_000;
/** A token that was refused may be good a moment later: its `nbf` comes, or its key. */
const REFUSED_MS = 1_000;
/** A token without `exp` would be remembered for ever. */
const ACCEPTED_MS = 10 * 60_000;

interface Checked {
  readonly caller: string | null;
  readonly until: number;
  readonly revision: number;
}

/** Who a token names, once its signature and times are verified; `null` for every token that is not good, and while there are no keys. */
export function createTokenReader({ keys, claim, issuer, audience, leewaySeconds, now }: TokenReaderOptions): ReadToken {
  const checked = createBoundedCache<Checked>(REMEMBERED_TOKENS);
  const rules = { clockTolerance: leewaySeconds, ...(issuer !== null && { issuer }), ...(audience !== null && { audience }) };

  async function check(token: string, { find, algorithms }: NonNullable<ReturnType<VerificationKeys['current']>>): Promise<Omit<Checked, 'revision'>> {
    try {
      const { payload } = await jwtVerify(token, find, { ...rules, algorithms: [...algorithms], currentDate: new Date(now()) });
      const name = Object.hasOwn(payload, claim) ? payload[claim] : undefined;
      const caller = typeof name === 'number' ? String(name) : typeof name === 'string' && name !== '' ? name : null;
      const ends = payload.exp === undefined ? Infinity : (payload.exp + leewaySeconds) * 1_000;
      return { caller, until: Math.min(ends, now() + ACCEPTED_MS) };
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) keys.missed();
      return { caller: null, until: now() + REFUSED_MS };
    }
  }

  return (token) => {
    const current = keys.current();
    if (token.length > MAX_TOKEN_LENGTH) return null;
    if (!current) {
      keys.missed();
      return null;
    }
    const key = hash('sha256', token, 'base64');
    const { revision } = keys;
    const known = checked.get(key);
    if (known && known.until > now() && known.revision === revision) return known.caller;
    return check(token, current).then((found) => {
      checked.set(key, { ...found, revision });
      return found.caller;
    });
  };
}
