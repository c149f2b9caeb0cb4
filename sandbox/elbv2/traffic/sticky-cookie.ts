import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a stickiness cookie says: to which target group or target the client belongs, and until when (epoch milliseconds). */
export interface StickyClaim {
  readonly to: string;
  readonly until: number;
}

/** The load balancer's own cookies. Their value is opaque and signed, their lifetime in the browser is seven days, whatever the claim's. */
export interface StickyCookies {
  /** The claim a request makes under this name, if it is genuine and has not expired. */
  read(name: string, rawHeaders: readonly string[]): StickyClaim | undefined;
  /** `Set-Cookie` headers, name and value in turn: the cookie, and its twin for requests from another origin. */
  write(name: string, claim: StickyClaim): readonly string[];
}

const WEEK_MS = 7 * 86_400_000;

export function createStickyCookies(secret: string, now: () => number): StickyCookies {
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();

  const open = (value: string, name: string): StickyClaim | undefined => {
    const sealed = Buffer.from(value, 'base64');
    const text = sealed.subarray(32).toString();
    if (sealed.length <= 32 || !timingSafeEqual(sealed.subarray(0, 32), sign(`${name}|${text}`))) return undefined;
    const bar = text.indexOf('|');
    const claim = { until: Number(text.slice(0, bar)), to: text.slice(bar + 1) };
    return claim.until > now() ? claim : undefined;
  };

  return {
    read(name, rawHeaders) {
      for (const cookie of [name, `${name}CORS`]) {
        const value = cookieValue(rawHeaders, cookie);
        const claim = value === undefined ? undefined : open(value, name);
        if (claim) return claim;
      }
      return undefined;
    },
    write(name, { to, until }) {
      const text = `${until}|${to}`;
      const value = Buffer.concat([sign(`${name}|${text}`), Buffer.from(text)]).toString('base64');
      const expires = new Date(now() + WEEK_MS).toUTCString();
      const cookie = `${name}=${value}; Expires=${expires}; Path=/`;
      const twin = `${name}CORS=${value}; Expires=${expires}; Path=/; SameSite=None; Secure`;
      return ['Set-Cookie', cookie, 'Set-Cookie', twin];
    },
  };
}

function cookieValue(rawHeaders: readonly string[], name: string): string | undefined {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() !== 'cookie') continue;
    for (const pair of (rawHeaders[i + 1] ?? '').split(';')) {
      const equals = pair.indexOf('=');
      if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
    }
  }
  return undefined;
}
