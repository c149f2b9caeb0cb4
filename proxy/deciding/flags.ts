import type { EventEmitter } from 'node:events';
import { InMemStorageProvider, Unleash, UnleashEvents, type Context } from 'unleash-client';
import type { Upstream } from '../../domain/decision.ts';
import { messageOf } from '../../domain/errors.ts';
import { cohortFlag, shadowFlag, writesFlag } from '../../domain/flag-names.ts';
import type { FlagsView } from './decide-route.ts';
import type { Log } from '../observing/log.ts';

/** The flags as this proxy knows them, polled from Unleash. */
export interface Flags extends FlagsView {
  /** Whether this request of the group is to be shadowed. */
  shadows(group: string, caller: string | null): boolean;
  /** Who owns the group's writes, as the flag last said; `unknown`: it was never fetched, or is not there. */
  writes(group: string): Upstream | 'unknown';
  /** When the flag server last answered, epoch milliseconds; `null`: it never has. */
  readonly fetchedAt: number | null;
  stop(): void;
}

export interface FlagsOptions {
  readonly url: string;
  readonly token: string;
  readonly refreshMs: number;
  /** After so long without an answer of the server the flags are not believed any more. */
  readonly staleMs: number;
  /** Whether to be told of changes by a stream too, where the server has one. */
  readonly stream: boolean;
  readonly now: () => number;
  readonly log: Pick<Log, 'warn'>;
}

const REQUEST_TIMEOUT_MS = 5_000;
/** A stream that ended for good is asked for again after so long. */
const REOPEN_STREAM_MS = 60_000;
/** Polls come every half second, and a server may be away for long. */
const WARN_EVERY_MS = 60_000;

/** Starts polling and returns at once: a proxy serves, from legacy, before the flag server has answered and without it. */
export function startFlags({ url, token, refreshMs, staleMs, stream, now, log }: FlagsOptions): Flags {
  let fetchedAt: number | null = null;
  let failures = 0;
  let warnedAt: number | null = null;
  // What was fetched last goes on being asked until a new instance has fetched: it may be all there is while the server is down.
  let polled = poll();
  let polling = polled;
  // The SDK gives up for good after a 401 or 403; a new instance asks again.
  let reviveAt = now() + staleMs;
  const revive = setInterval(() => {
    if (fetchedAt !== null && now() - fetchedAt < staleMs) reviveAt = fetchedAt + staleMs;
    if (now() < reviveAt) return;
    reviveAt = now() + staleMs;
    stopSdk(polling);
    polling = poll();
  }, Math.min(staleMs, 1_000));
  revive.unref();
  let streamed: Unleash | null = null;
  let reopen: NodeJS.Timeout | undefined;
  let streaming = stream ? listen() : null;

  function start(mode: 'polling' | 'streaming'): Unleash {
    const sdk = new Unleash({
      url,
      appName: 'banyan-proxy',
      customHeaders: { Authorization: token },
      refreshInterval: refreshMs,
      timeout: REQUEST_TIMEOUT_MS,
      disableMetrics: true,
      storageProvider: new InMemStorageProvider(),
      disableAutoStart: true,
      skipInstanceCountWarning: true,
      ...(mode === 'streaming' && { experimentalMode: { type: 'streaming' } }),
    });
    sdk.on(UnleashEvents.Error, warn);
    // So it calls an answer of 404, 429 or 5xx.
    repositoryOf(sdk).on(UnleashEvents.Warn, warn);
    sdk.start().catch(warn);
    return sdk;
  }

  function warn(error: unknown): void {
    failures += 1;
    if (warnedAt !== null && Math.abs(now() - warnedAt) < WARN_EVERY_MS) return;
    log.warn({ error: messageOf(error), failures }, 'flags could not be fetched');
    warnedAt = now();
    failures = 0;
  }

  function poll(): Unleash {
    const sdk = start('polling');
    const fetched = () => {
      polled = sdk;
      fetchedAt = now();
    };
    sdk.on(UnleashEvents.Changed, fetched);
    sdk.on(UnleashEvents.Unchanged, fetched);
    return sdk;
  }

  function listen(): Unleash {
    const sdk = start('streaming');
    sdk.on(UnleashEvents.Changed, () => (streamed = sdk));
    repositoryOf(sdk).on(UnleashEvents.Mode, () => {
      log.warn({}, 'the flag server streams no changes: flags are polled only');
      streamed = null;
      stopSdk(sdk);
      reopen = setTimeout(() => (streaming = listen()), REOPEN_STREAM_MS).unref();
    });
    return sdk;
  }

  function state(sdk: Unleash, group: string): 'missing' | 'off' | 'on' {
    const definition = sdk.getFeatureToggleDefinition(cohortFlag(group));
    return definition ? (definition.enabled ? 'on' : 'off') : 'missing';
  }

  /**
   * A stream that is silent cannot be told from one that is dead. So how old the flags are is known from polls alone, and the stream can
   * only take callers back, never let them in: a flag is on where both say so.
   */
  function enabled(flag: string, context: Context): boolean {
    try {
      return polled.isEnabled(flag, context, false) && (streamed?.isEnabled(flag, context, false) ?? true);
    } catch {
      return false; // A strategy that the SDK chokes on lets nobody in.
    }
  }

  return {
    get fetchedAt() {
      return fetchedAt;
    },
    get freshness() {
      if (fetchedAt === null) return 'unknown';
      return now() - fetchedAt < staleMs ? 'fresh' : 'stale';
    },
    state(group) {
      const said = state(polled, group);
      return said === 'on' && streamed ? state(streamed, group) : said;
    },
    admits: (group, caller) => enabled(cohortFlag(group), { userId: caller }),
    shadows: (group, caller) => enabled(shadowFlag(group), caller === null ? {} : { userId: caller }),
    writes(group) {
      if (!polled.getFeatureToggleDefinition(writesFlag(group))) return 'unknown';
      return enabled(writesFlag(group), {}) ? 'candidate' : 'legacy';
    },
    stop() {
      clearInterval(revive);
      clearTimeout(reopen);
      stopSdk(polling);
      if (streaming) stopSdk(streaming);
    },
  };
}

/** destroy() takes every listener off the repository; a poll still under way that then fails would end the process. */
function stopSdk(sdk: Unleash): void {
  sdk.destroy();
  repositoryOf(sdk).on('error', () => {});
}

function repositoryOf(sdk: Unleash): EventEmitter {
  return (sdk as unknown as { repository: EventEmitter }).repository;
}
