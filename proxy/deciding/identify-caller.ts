import { parseCookie } from 'cookie';
import type { IncomingMessage } from 'node:http';
import { plainAddress, type PeerTrust } from '../listening/peer-trust.ts';
import { forwardedAddress } from './caller-address.ts';
import type { CallerSource } from './caller-source.ts';

/** Who calls, or `null` where nobody can tell. It is a secret (a session's cookie, often): never log it. A promise only where a token comes for the first time. */
export type IdentifyCaller = (req: Asking) => string | null | Promise<string | null>;
type Asking = Pick<IncomingMessage, 'headers' | 'socket'>;

/** Who a token names. */
export type ReadToken = (token: string) => string | null | Promise<string | null>;

export interface IdentifierOptions {
  /** In order of preference. */
  readonly sources: readonly CallerSource[];
  readonly readToken: ReadToken;
  /** Where the token stands when it is not in `Authorization: Bearer`. */
  readonly tokenCookie: string | null;
  /** Whose `X-Forwarded-For` is believed. */
  readonly trusts: PeerTrust;
}

/**
 * The first source that a request has is the only one asked: a caller whose token has expired is nobody, and not suddenly whom a
 * cookie names, who may be on the other side.
 */
export function createIdentifier({ sources, readToken, tokenCookie, trusts }: IdentifierOptions): IdentifyCaller {
  return (req) => {
    for (const source of sources) {
      const found = read(source, req);
      if (found === undefined) continue;
      return source.kind === 'jwt' ? readToken(found) : found;
    }
    return null;
  };

  function read(source: CallerSource, { headers, socket }: Asking): string | undefined {
    switch (source.kind) {
      case 'header': {
        const value = headers[source.name.toLowerCase()];
        return (typeof value === 'string' ? value : value?.[0]) || undefined;
      }
      case 'cookie':
        return cookieOf(headers.cookie, source.name);
      case 'jwt':
        return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? (tokenCookie === null ? undefined : cookieOf(headers.cookie, tokenCookie));
      case 'address':
        return (trusts(socket) && forwardedAddress(headers)) || plainAddress(socket.remoteAddress ?? '') || undefined;
    }
  }
}

function cookieOf(cookies: string | undefined, name: string): string | undefined {
  return cookies?.includes(name) ? parseCookie(cookies)[name] || undefined : undefined;
}
