import { lookup, Resolver as DnsResolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Finds the addresses behind a name. Tasks come and go: an answer holds for about a second. */
export interface Resolver {
  /** The addresses of a host; the last good ones where DNS fails. `fresh` asks even if an answer is at hand. Rejects only where there never was an answer. */
  addresses(host: string, fresh?: boolean): Promise<readonly string[]>;
  /** Whether the host has an address, as far as is known by now. Looking asks again in the background. */
  isKnown(host: string): boolean;
}

export type Lookup = (host: string) => Promise<readonly string[]>;

interface Entry {
  addresses: readonly string[];
  askedAt: number;
  /** When DNS last gave an answer. */
  answeredAt: number;
  absent: boolean;
  pending: Promise<void> | null;
}

const FRESH_MS = 1_000;
/** Up to this age an answer is used while the next one is fetched. Older ones are not trusted: an address may be another service's by then. */
const USABLE_MS = 10_000;

export function createResolver({ lookup, now }: { lookup: Lookup; now: () => number }): Resolver {
  const entries = new Map<string, Entry>();

  function entryOf(host: string): Entry {
    let entry = entries.get(host);
    if (!entry) entries.set(host, (entry = { addresses: [], askedAt: -Infinity, answeredAt: -Infinity, absent: false, pending: null }));
    return entry;
  }

  async function ask(host: string, entry: Entry): Promise<void> {
    entry.askedAt = now();
    try {
      const addresses = await lookup(host);
      if (addresses.length === 0) throw Object.assign(new Error(`${host} has no address`), { code: 'ENODATA' });
      Object.assign(entry, { addresses, answeredAt: now(), absent: false });
    } catch (error) {
      entry.absent = ['ENOTFOUND', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (entry.addresses.length === 0) throw error;
    } finally {
      entry.pending = null;
    }
  }

  function refresh(host: string, entry: Entry): Promise<void> {
    return (entry.pending ??= ask(host, entry));
  }

  return {
    async addresses(host, fresh = false) {
      if (isIP(host)) return [host];
      const entry = entryOf(host);
      const age = now() - entry.answeredAt;
      if (fresh || age >= USABLE_MS) await refresh(host, entry);
      else if (now() - entry.askedAt >= FRESH_MS) refresh(host, entry).catch(() => {});
      return entry.addresses;
    },
    isKnown(host) {
      if (isIP(host)) return true;
      const entry = entryOf(host);
      if (now() - entry.askedAt >= FRESH_MS) refresh(host, entry).catch(() => {});
      return entry.addresses.length > 0 && !entry.absent;
    },
  };
}

/** Asks `server` (`host:port`), or the system where it is `null`. Names without a dot, `localhost`, are always the system's. */
export function dnsLookup(server: string | null): Lookup {
  const resolver = new DnsResolver({ timeout: 1_000, tries: 2 });
  if (server !== null) resolver.setServers([server]);
  return async (host) => {
    if (server !== null && host.includes('.')) return resolver.resolve4(host);
    return (await lookup(host, { all: true })).map(({ address }) => address);
  };
}
