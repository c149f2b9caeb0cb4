import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../migrations/ports/clock.ts';

/** Those who have shown the token. A session has two halves: a cookie that no script can read, and a key that the browser gives to no other site and no other port of this machine. */
export interface Sessions {
  /** A new session for whoever has the token; `undefined` for others. */
  logIn(token: string): Session | undefined;
  /** Whether the cookie alone is one. That is enough to read: no other site can read what comes of it, and a stream cannot have the key with it. */
  knows(cookie: string | undefined): boolean;
  /** Whether both halves belong together and are in force. */
  isIn(halves: Partial<Session>): boolean;
  logOut(halves: Partial<Session>): void;
}

export interface Session {
  readonly cookie: string;
  readonly key: string;
}

const LASTS_MS = 12 * 3_600_000;
/** The oldest go first. */
const MOST = 256;

export function createSessions(token: string, clock: Pick<Clock, 'now'>): Sessions {
  /** Digest of the cookie → digest of the key. */
  const open = new Map<string, { readonly key: Buffer; readonly until: number }>();

  function sessionOf(cookie: string | undefined) {
    const session = cookie === undefined ? undefined : open.get(digest(cookie).toString('hex'));
    return session && clock.now() < session.until ? session : undefined;
  }

  function isIn({ cookie, key }: Partial<Session>): boolean {
    const session = sessionOf(cookie);
    return session !== undefined && key !== undefined && timingSafeEqual(digest(key), session.key);
  }

  return {
    logIn(given) {
      if (!timingSafeEqual(digest(given), digest(token))) return undefined;
      const session = { cookie: randomBytes(32).toString('base64url'), key: randomBytes(32).toString('base64url') };
      open.set(digest(session.cookie).toString('hex'), { key: digest(session.key), until: clock.now() + LASTS_MS });
      for (const oldest of [...open.keys()].slice(0, Math.max(0, open.size - MOST))) open.delete(oldest);
      return session;
    },
    knows: (cookie) => sessionOf(cookie) !== undefined,
    isIn,
    logOut(halves) {
      if (isIn(halves) && halves.cookie !== undefined) open.delete(digest(halves.cookie).toString('hex'));
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
