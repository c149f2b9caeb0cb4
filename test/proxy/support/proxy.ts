import type { ProxyGroup } from '../../../domain/proxy-groups.ts';
import type { Rewrite } from '../../../domain/rewrite.ts';
import type { ProxyReport } from '../../../domain/proxy-report.ts';
import type { ProxyConfig } from '../../../proxy/config/config.ts';
import { startProxy, type RunningProxy } from '../../../proxy/start.ts';
import { DEFAULT_LIMITS } from '../../../proxy/listening/limits.ts';
import { parseAddress } from '../../../proxy/forwarding/upstream-address.ts';
import { onCleanup } from './cleanup.ts';
import { startFlagServer, type FlagServer, type FlagState } from './flag-server.ts';
import { until } from './until.ts';

export interface TestProxy extends RunningProxy {
  readonly flagServer: FlagServer;
  readonly logged: readonly Record<string, unknown>[];
  readonly report: () => Promise<ProxyReport>;
  readonly catalog: () => Promise<ProxyReport['groups'][string]>;
  /** Changes the flags and waits until the proxy has them. */
  readonly setFlags: (state: FlagState | 'none') => Promise<void>;
}

export interface TestProxyOptions {
  readonly legacy: string;
  readonly candidate: string;
  /** Of the group `catalog`. */
  readonly patterns?: readonly string[];
  readonly flags?: FlagState | 'none';
  readonly cohortTimeoutMs?: number;
  readonly shadowTimeoutMs?: number;
  /** Of the group `catalog`. By default nothing is masked, and legacy is asked nothing twice. */
  readonly shadow?: Partial<ProxyGroup['shadow']>;
  /** Of the group `catalog`. */
  readonly rewrite?: Rewrite;
  /** Whether the candidate is told who calls. */
  readonly identity?: boolean;
  readonly whenFlagsAreStale?: 'legacy' | 'stay';
  readonly stragglers?: 'gone';
  /** Whether the group's data moves. */
  readonly movesData?: true;
  /** Epoch milliseconds. Default: those of now. */
  readonly now?: () => number;
  readonly config?: Partial<ProxyConfig>;
}

export const ADMIN_TOKEN = 'operators-token';

/** A whole proxy on free ports, with the group `catalog` (`/api/products` and below, unless told otherwise), that has fetched its flags. */
export async function startTestProxy({ legacy, candidate, patterns = ['/api/products', '/api/products/*'], flags = {}, cohortTimeoutMs = 2_000, shadowTimeoutMs = 2_000, shadow = {}, rewrite, identity = false, whenFlagsAreStale = 'legacy', stragglers, movesData, now = () => Date.now(), config = {} }: TestProxyOptions): Promise<TestProxy> {
  const flagServer = await startFlagServer(flags);
  const logged: Record<string, unknown>[] = [];
  const log = (fields: object, message?: string) => void logged.push({ ...fields, ...(message === undefined ? {} : { message }) });
  const catalog: ProxyGroup = {
    name: 'catalog',
    patterns,
    candidate,
    shadow: { timeoutMs: shadowTimeoutMs, masks: {}, unordered: [], repeatPercent: 0, ...shadow },
    cohort: { timeoutMs: cohortTimeoutMs, whenFlagsAreStale },
    identity,
    ...(rewrite && { rewrite }),
    ...(movesData && { movesData }),
  };
  const proxy = await startProxy(
    {
      listen: { host: '127.0.0.1', port: 0 },
      admin: { host: '127.0.0.1', port: 0, token: ADMIN_TOKEN },
      legacy: { address: parseAddress(legacy), timeoutMs: 5_000 },
      groups: [{ ...catalog, ...(stragglers && { stragglers }) }],
      retired: [],
      caller: { sources: [{ kind: 'cookie', name: 'sid' }], tokens: null },
      testersSecret: null,
      identityHeader: 'X-Banyan-Identity',
      jwksPath: null,
      identity: null,
      dnsServer: null,
      hooksFolder: null,
      shadowSecret: null,
      forwarder: 'undici',
      logLevel: 'silent',
      accessLog: { share: 1, slowMs: 1_000 },
      emf: null,
      tracing: null,
      drainMs: 0,
      faultDrainMs: 0,
      stopMs: 25_000,
      processes: 1,
      limits: DEFAULT_LIMITS,
      trustedPeers: 'all',
      hostPolicy: 'keep',
      allowedHosts: [],
      tunnels: { most: 1_000, idleMs: null, onRollback: 'close' },
      ...config,
      unleash: { token: 'client-token', refreshMs: 15, staleMs: 60_000, stream: false, ...config.unleash, url: flagServer.url },
    },
    { clock: { now, elapsed: () => performance.now() }, random: () => Math.random(), log: { info: log, warn: log, error: log, takes: () => true, line: (_level: string, json: string) => void logged.push(JSON.parse(json)), dropped: 0 } as never },
  );
  onCleanup(() => proxy.stop());
  const report = async () => (await (await fetch(`http://127.0.0.1:${proxy.adminPort}/report`)).json()) as ProxyReport;
  await until('the flags to be fetched', async () => (await report()).flags === 'fresh');
  return {
    ...proxy,
    flagServer,
    logged,
    report,
    catalog: async () => (await report()).groups['catalog']!,
    async setFlags(state) {
      flagServer.set(state);
      const polls = flagServer.polls();
      await until('the flags to be polled', () => flagServer.polls() >= polls + 2);
    },
  };
}
