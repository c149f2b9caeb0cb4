import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { messageOf } from '../../domain/errors.ts';
import type { Log } from '../observing/log.ts';

/** What callers' tokens are verified with. Nobody ever waits for it. */
export interface VerificationKeys {
  /** `null` while there are none. */
  current(): { readonly find: JWTVerifyGetKey; readonly algorithms: readonly string[] } | null;
  /** Changes with the keys: what others have verified does not count any more. */
  readonly revision: number;
  /** A token named a key that is not among them. */
  missed(): void;
}

export function secretKey(secret: string): VerificationKeys {
  const key = new TextEncoder().encode(secret);
  const only = { find: () => Promise.resolve(key), algorithms: ['HS256'] };
  return { current: () => only, revision: 0, missed() {} };
}

export interface JwksOptions {
  /** The key set as JSON text. */
  readonly load: () => Promise<string>;
  /** Milliseconds that never jump. */
  readonly elapsed: () => number;
  readonly log: Pick<Log, 'warn'>;
}

const REFRESH_MS = 10 * 60_000;
/** At most one look for new keys in so long, however many tokens name keys that nobody knows; and one while there are none at all. */
const COOLDOWN_MS = 10_000;
const FIRST_COOLDOWN_MS = 1_000;
/** A key that was withdrawn is not to live on for ever where the key set cannot be reached. */
const BELIEVED_MS = 24 * 3_600_000;

export function jwksKeys({ load, elapsed, log }: JwksOptions): VerificationKeys {
  let keys: { readonly text: string; readonly find: JWTVerifyGetKey; readonly algorithms: readonly string[] } | null = null;
  let loadedAt = -Infinity;
  let askedAt = -Infinity;
  let revision = 0;

  function refresh(): void {
    if (elapsed() - askedAt < (keys ? COOLDOWN_MS : FIRST_COOLDOWN_MS)) return;
    askedAt = elapsed();
    load().then(accept).catch((error: unknown) => log.warn({ error: messageOf(error) }, 'the keys for callers’ tokens could not be fetched'));
  }

  function accept(text: string): void {
    if (text !== keys?.text) {
      keys = { text, find: createLocalJWKSet(JSON.parse(text) as JSONWebKeySet), algorithms: ['RS256', 'ES256', 'EdDSA', 'Ed25519'] };
      revision += 1;
    }
    loadedAt = elapsed();
  }

  refresh();
  return {
    current() {
      const age = elapsed() - loadedAt;
      if (age > REFRESH_MS) refresh();
      return age > BELIEVED_MS ? null : keys;
    },
    get revision() {
      return revision;
    },
    missed: refresh,
  };
}
