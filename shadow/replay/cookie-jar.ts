import { parseSetCookie } from 'cookie';
import { headerValues } from '../headers.ts';

/** The cookies that answers of this run have set, session by session. Bounded: sessions not heard of for longest are forgotten. */
export interface CookieJar {
  /** Takes what an answer sets. */
  take(session: string, rawHeaders: readonly string[]): void;
  /** A `Cookie` header with those of these names; `undefined` where there are none. */
  header(session: string, names: readonly string[]): string | undefined;
}

const MOST_SESSIONS = 10_000;
const MOST_COOKIES = 50;

export function createCookieJar(): CookieJar {
  const sessions = new Map<string, Map<string, string>>();
  return {
    take(session, rawHeaders) {
      const set = headerValues(rawHeaders, 'set-cookie').map((text) => parseSetCookie(text, { decode: (value) => value }));
      if (set.length === 0) return;
      const cookies = sessions.get(session) ?? new Map<string, string>();
      sessions.delete(session);
      sessions.set(session, cookies);
      if (sessions.size > MOST_SESSIONS) for (const oldest of [...sessions.keys()].slice(0, 1)) sessions.delete(oldest);
      for (const { name, value = '', maxAge } of set) {
        if (value === '' || (maxAge !== undefined && maxAge <= 0)) cookies.delete(name);
        else if (cookies.size < MOST_COOKIES || cookies.has(name)) cookies.set(name, value);
      }
    },
    header(session, names) {
      const cookies = sessions.get(session);
      const pairs = cookies ? names.flatMap((name) => (cookies.has(name) ? [`${name}=${cookies.get(name)}`] : [])) : [];
      return pairs.length === 0 ? undefined : pairs.join('; ');
    },
  };
}
