import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Fetches from a program that is found by its Cloud Map name. Rejects where none of its tasks can be reached, with a {@link NobodyThere} where the name has none. */
export type FetchNamed = (url: URL, init: RequestInit) => Promise<Response>;

/** The name has no task behind it: the program is not there yet, or not there any more. */
export class NobodyThere extends Error {
  override readonly name = 'NobodyThere';
}

/** `dnsServer`: `address:port` of the name server that knows the names; without one the system's own is asked. */
export function createFetchNamed(dnsServer: string | undefined): FetchNamed {
  const resolver = new Resolver({ timeout: 500, tries: 2 });
  if (dnsServer !== undefined) resolver.setServers([dnsServer]);
  const addresses = async (host: string): Promise<string[]> => {
    if (isIP(host)) return [host];
    return await resolver.resolve4(host).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTFOUND' || error.code === 'ENODATA') return [];
      throw error;
    });
  };
  return async (url, init) => {
    const found = await addresses(url.hostname);
    let failure: unknown = new NobodyThere(`${url.hostname} has no task`);
    for (const address of found) {
      const there = new URL(url);
      there.hostname = address;
      try {
        return await fetch(there, init);
      } catch (error) {
        // Whoever does not take the connection has begun nothing: the next may.
        failure = error;
        if (!isRefused(error)) break;
      }
    }
    throw failure;
  };
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && (cause.code === 'ECONNREFUSED' || cause.code === 'EHOSTUNREACH');
}
