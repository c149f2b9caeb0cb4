import { Pool } from 'undici';
import { connector, type Dial } from '../forwarding/dial.ts';
import { parseAddress } from '../forwarding/upstream-address.ts';
import { readText } from './read-text.ts';
import { claimsIn, type ClaimPaths, type Claims } from './session-claims.ts';

/** Who a session is; `anonymous`: nobody has logged in; `unknown`: nobody said. */
export type SessionOwner = Claims | 'anonymous' | 'unknown';

/** Asks legacy whose a session is. */
export interface SessionAsker {
  /** `cookie` as it goes out, `sid=…`. Never rejects. */
  ask(cookie: string): Promise<SessionOwner>;
  close(): Promise<void>;
}

export interface SessionAskerOptions {
  readonly url: URL;
  /** Shown to legacy as `Authorization: Bearer`; `null`: nothing is shown. */
  readonly token: string | null;
  readonly claims: ClaimPaths;
  readonly timeoutMs: number;
  readonly dial: Dial;
}

const MAX_ANSWER_BYTES = 64 * 1024;
/** Beyond that legacy has enough to do, and the requests that wait go there anyway. */
const MAX_UNDER_WAY = 512;

export function createSessionAsker({ url, token, claims, timeoutMs, dial }: SessionAskerOptions): SessionAsker {
  const address = parseAddress(url.origin);
  const pool = new Pool('http://legacy', { connections: 32, keepAliveTimeout: 4_000, headersTimeout: 0, bodyTimeout: 0, connect: connector(() => dial(address)) });
  const headers = { host: url.host, accept: 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) };
  let underWay = 0;

  async function request(cookie: string): Promise<SessionOwner> {
    const { statusCode, body } = await pool.request({ path: url.pathname + url.search, method: 'GET', headers: { ...headers, cookie }, signal: AbortSignal.timeout(timeoutMs) });
    const text = await readText(body, MAX_ANSWER_BYTES);
    if (statusCode === 401) return 'anonymous';
    return statusCode === 200 ? claimsIn(JSON.parse(text), claims) : 'unknown';
  }

  return {
    async ask(cookie) {
      if (underWay >= MAX_UNDER_WAY) return 'unknown';
      underWay += 1;
      try {
        return await request(cookie);
      } catch {
        return 'unknown';
      } finally {
        underWay -= 1;
      }
    },
    close: () => pool.destroy(),
  };
}
