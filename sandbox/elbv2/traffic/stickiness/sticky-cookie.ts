import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a stickiness cookie says: to which target group or target the client belongs, and until when (epoch milliseconds). */
export interface StickyClaim {
  readonly to: string;
  readonly until: number;
}

/** The load balancer's own cookies. Their value is opaque and signed, their lifetime in the browser is seven days, whatever the claim's. */
export interface StickyCookies {
  /** The claim a request makes under this name; `expired`, or `invalid` where it cannot be deciphered; `undefined` without such a cookie. */
  read(name: string, rawHeaders: readonly string[]): StickyClaim | 'expired' | 'invalid' | undefined;
  /** `Set-Cookie` headers, name and value in turn: the cookie, and its twin for requests from another origin. */
  write(name: 'AWSALB' | 'AWSALBTG', claim: StickyClaim): readonly string[];
  /** The four shards that bind a client by its application's cookie, or that take the binding away. */
  writeShards(claim: StickyClaim | undefined): readonly string[];
}

const WEEK_MS = 7 * 86_400_000;
/** As a cookie holds 4 KB and an application's may take 16; what the sandbox seals fits the first. */
export const SHARDS = ['AWSALBAPP-0', 'AWSALBAPP-1', 'AWSALBAPP-2', 'AWSALBAPP-3'] as const;
const REMOVED = '_remove_';

export function createStickyCookies(secret: string, now: () => number): StickyCookies {
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();

  const seal = (name: string, { to, until }: StickyClaim): string => {
    const text = `${until}|${to}`;
    return Buffer.concat([sign(`${name}|${text}`), Buffer.from(text)]).toString('base64');
  };

  const open = (value: string, name: string): StickyClaim | 'expired' | 'invalid' => {
    const sealed = Buffer.from(value, 'base64');
    const text = sealed.subarray(32).toString();
    if (sealed.length <= 32 || !timingSafeEqual(sealed.subarray(0, 32), sign(`${name}|${text}`))) return 'invalid';
    const bar = text.indexOf('|');
    const claim = { until: Number(text.slice(0, bar)), to: text.slice(bar + 1) };
    return claim.until > now() ? claim : 'expired';
  };

  const expires = (): string => new Date(now() + WEEK_MS).toUTCString();

  return {
    read(name, rawHeaders) {
      let reading: ReturnType<StickyCookies['read']>;
      for (const cookie of [name, `${name}CORS`]) {
        const value = cookieValue(rawHeaders, cookie);
        if (value === undefined || value === REMOVED) continue;
        reading = open(value, name);
        if (typeof reading === 'object') return reading;
      }
      return reading;
    },
    write(name, claim) {
      const value = seal(name, claim);
      const tail = `Expires=${expires()}; Path=/`;
      return ['Set-Cookie', `${name}=${value}; ${tail}`, 'Set-Cookie', `${name}CORS=${value}; ${tail}; SameSite=None; Secure`];
    },
    writeShards(claim) {
      const tail = `Expires=${expires()}; Path=/`;
      return SHARDS.flatMap((name, i) => ['Set-Cookie', `${name}=${claim && i === 0 ? seal(name, claim) : REMOVED}; ${tail}`]);
    },
  };
}

/** The value of a cookie that a request brings. */
export function cookieValue(rawHeaders: readonly string[], name: string): string | undefined {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() !== 'cookie') continue;
    for (const pair of (rawHeaders[i + 1] ?? '').split(';')) {
      const equals = pair.indexOf('=');
      if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
    }
  }
  return undefined;
}

/** Whether an answer sets a cookie of this name. */
export function setsCookie(rawHeaders: readonly string[], name: string): boolean {
  return rawHeaders.some((value, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'set-cookie' && value.trimStart().startsWith(`${name}=`));
}
