import { hash } from 'node:crypto';
import { createBoundedCache } from '../deciding/bounded-cache.ts';
import type { SessionOwner } from './ask-session.ts';

/** A session as legacy told of it a moment ago. */
export interface KnownSession {
  readonly owner: SessionOwner;
  /** Milliseconds of the clock that never jumps. */
  readonly until: number;
  /** Tokens minted for it, by audience. */
  readonly tokens: Map<string, string>;
}

export interface KnownSessionsOptions {
  readonly ask: (cookie: string) => Promise<SessionOwner>;
  /** How long a session's owner is believed to be that, milliseconds. */
  readonly cacheMs: number;
  readonly elapsed: () => number;
  /** Told of each answer. */
  readonly onAnswer: (owner: SessionOwner) => void;
}

const REMEMBERED_SESSIONS = 20_000;
/** Legacy that does not answer is not asked about the same session again at once. */
const UNKNOWN_MS = 500;

/**
 * Asks about each session once at a time, and about one with an owner not again for a while. That nobody has logged in may be different with
 * the next request, and is not kept. What is kept is known by the session's hash only.
 */
export function createKnownSessions({ ask, cacheMs, elapsed, onAnswer }: KnownSessionsOptions): (cookie: string) => KnownSession | Promise<KnownSession> {
  const known = createBoundedCache<KnownSession>(REMEMBERED_SESSIONS);
  const asked = new Map<string, Promise<KnownSession>>();

  async function find(key: string, cookie: string): Promise<KnownSession> {
    const asking = elapsed();
    const owner = await ask(cookie);
    onAnswer(owner);
    const session = { owner, until: asking + (owner === 'unknown' ? UNKNOWN_MS : cacheMs), tokens: new Map<string, string>() };
    if (owner !== 'anonymous') known.set(key, session);
    asked.delete(key);
    return session;
  }

  return (cookie) => {
    const key = hash('sha256', cookie, 'base64');
    const session = known.get(key);
    if (session && session.until > elapsed()) return session;
    let asking = asked.get(key);
    if (!asking) asked.set(key, (asking = find(key, cookie)));
    return asking;
  };
}
