import type { EventEmitter } from 'node:events';
import { InMemStorageProvider, Unleash, UnleashEvents, type Context } from 'unleash-client';
import { messageOf } from '../../domain/errors.ts';
import { cohortFlag, shadowFlag } from '../../domain/flag-names.ts';
import type { FlagsView } from './decide-route.ts';
import type { Log } from '../observing/log.ts';

/** The flags as this proxy knows them, polled from Unleash. */
export interface Flags extends FlagsView {
  /** Whether this request of the group is to be shadowed. */
  shadows(group: string, caller: string | null): boolean;
  stop(): void;
}

export interface FlagsOptions {
  readonly url: string;
  readonly token: string;
  readonly refreshMs: number;
  /** After so long without an answer of the server the flags are not believed any more. */
  readonly staleMs: number;
  readonly now: () => number;
  readonly log: Log;
}

const REQUEST_TIMEOUT_MS = 5_000;

/** Starts polling and returns at once: a proxy serves, from legacy, before the flag server has answered and without it. */
export function startFlags({ url, token, refreshMs, staleMs, now, log }: FlagsOptions): Flags {
  let fetchedAt: number | null = null;
  const fetched = () => void (fetchedAt = now());
  let unleash = poll();
  // The SDK gives up for good after a 401 or 403; a new instance asks again.
  let reviveAt = now() + staleMs;
  const revive = setInterval(() => {
    if (fetchedAt !== null && now() - fetchedAt < staleMs) reviveAt = fetchedAt + staleMs;
    if (now() < reviveAt) return;
    reviveAt = now() + staleMs;
    stopPolling(unleash);
    unleash = poll();
  }, Math.min(staleMs, 1_000));
  revive.unref();

  function poll(): Unleash {
    const instance = new Unleash({
      url,
      appName: 'banyan-proxy',
      customHeaders: { Authorization: token },
      refreshInterval: refreshMs,
      timeout: REQUEST_TIMEOUT_MS,
      disableMetrics: true,
      storageProvider: new InMemStorageProvider(),
      disableAutoStart: true,
      skipInstanceCountWarning: true,
    });
    instance.on(UnleashEvents.Changed, fetched);
    instance.on(UnleashEvents.Unchanged, fetched);
    instance.on(UnleashEvents.Error, (error) => log.warn({ error: messageOf(error) }, 'flags could not be fetched'));
    instance.start().catch((error: unknown) => log.warn({ error: messageOf(error) }, 'flags could not be fetched'));
    return instance;
  }

  function enabled(flag: string, context: Context): boolean {
    try {
      return unleash.isEnabled(flag, context, false);
    } catch {
      return false; // A strategy that the SDK chokes on lets nobody in.
    }
  }

  return {
    get freshness() {
      if (fetchedAt === null) return 'unknown';
      return now() - fetchedAt < staleMs ? 'fresh' : 'stale';
    },
    state(group) {
      const definition = unleash.getFeatureToggleDefinition(cohortFlag(group));
      return definition ? (definition.enabled ? 'on' : 'off') : 'missing';
    },
    admits: (group, caller) => enabled(cohortFlag(group), { userId: caller }),
    shadows: (group, caller) => enabled(shadowFlag(group), caller === null ? {} : { userId: caller }),
    stop() {
      clearInterval(revive);
      stopPolling(unleash);
    },
  };
}

/** destroy() takes every listener off the repository; a poll still under way that then fails would end the process. */
function stopPolling(unleash: Unleash): void {
  unleash.destroy();
  const { repository } = unleash as unknown as { repository: EventEmitter };
  repository.on('error', () => {});
}
