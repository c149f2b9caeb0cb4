import type { JSONWebKeySet } from 'jose';
import { deriveSigningKey, type SigningKey } from './derive-key.ts';

/** The proxy's keys, of now and around it. */
export interface SigningKeys {
  current(): SigningKey;
  /** What tokens are verified with: the keys of the period before, of this one and of the next, for each secret. */
  published(): JSONWebKeySet;
}

export interface SigningKeysOptions {
  /** The first signs; the others are published too, for as long as a change of secrets takes. */
  readonly secrets: readonly [string, ...string[]];
  /** Length of a period, in milliseconds. */
  readonly rotateMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Keys follow from a secret and the period of time: every proxy that has the secret has the same ones at the same time, and none needs
 * to hear of another. A key is published a whole period before it signs and one after: clocks, and copies of the key set that services
 * keep, may be off by nearly that much.
 */
export function createSigningKeys({ secrets, rotateMs, now }: SigningKeysOptions): SigningKeys {
  const derived = new Map<string, SigningKey>();
  const period = () => Math.floor(now() / rotateMs);

  function keyOf(secret: string, at: number): SigningKey {
    const id = `${at} ${secret}`;
    let key = derived.get(id);
    if (!key) {
      // Those of earlier periods are of no use any more.
      if (derived.size >= 8 * secrets.length) derived.clear();
      derived.set(id, (key = deriveSigningKey(secret, `banyan identity, period ${at} of ${rotateMs} ms`)));
    }
    return key;
  }

  return {
    current: () => keyOf(secrets[0], period()),
    published() {
      const at = period();
      return { keys: secrets.flatMap((secret) => [at - 1, at, at + 1].map((each) => keyOf(secret, each).publicKey)) };
    },
  };
}
