import { randomBytes } from 'node:crypto';
import { Registry } from 'prom-client';
import { createComparer } from '../shadow/index.ts';
import { createAdminApp } from './admin/app.ts';
import { registerStateMetrics } from './admin/state-metrics.ts';
import { createProxyApp, type ProxyDeps } from './app.ts';
import type { Clock } from './listening/caller-request.ts';
import type { ProxyConfig } from './config/config.ts';
import { createDial } from './forwarding/dial.ts';
import { startFlags } from './deciding/flags.ts';
import { createForwarder } from './forwarding/forwarder.ts';
import { createGroup } from './group.ts';
import type { Log } from './observing/log.ts';
import { createRequestMetrics } from './observing/request-metrics.ts';
import { createRetryBudget } from './forwarding/retry-budget.ts';
import { loadRewritings } from './rewriting/load-rewritings.ts';
import { createResolver, dnsLookup } from './forwarding/resolve.ts';
import { startServer } from './listening/server.ts';
import { createCopySender } from './shadowing/send-copy.ts';
import { createShadowing, recordComparison, type ComparisonContext } from './shadowing/shadowing.ts';
import { createTunnels } from './forwarding/tunnels.ts';

/** A proxy at work. */
export interface RunningProxy {
  readonly name: string;
  readonly port: number;
  readonly adminPort: number;
  /** Answers what is under way, takes nothing new, and ends. */
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

const CONNECT_TIMEOUT_MS = 3_000;

/** Builds the parts of a proxy and starts it. It is ready when this resolves, whether or not the flag server answers. */
export async function startProxy(config: ProxyConfig, { clock, random, log }: Surroundings): Promise<RunningProxy> {
  const { now, elapsed } = clock;
  const name = randomBytes(6).toString('hex');
  const startedAt = now();
  let ready = true;
  const isReady = () => ready;

  const resolver = createResolver({ lookup: dnsLookup(config.dnsServer), now: elapsed });
  const dial = createDial({ resolver, timeoutMs: CONNECT_TIMEOUT_MS, authorities: config.authorities });
  const rewritings = await loadRewritings(config);
  const flags = startFlags({ ...config.unleash, now, log });
  const groups = config.groups.map((group, i) => createGroup(group, { now, random, resolver, log, rewriting: rewritings[i] }));
  const comparer = createComparer<ComparisonContext>({ runKey: randomBytes(32), onResult: recordComparison });
  const sender = createCopySender({ dial, elapsed });
  const shadowing = createShadowing({ flags, sender, comparer, elapsed, log });
  const forwarder = createForwarder(dial, config.forwarder);
  const registry = new Registry();
  registerStateMetrics(registry, { groups, flags, shadowing });
  const metrics = createRequestMetrics(registry);
  const deps: ProxyDeps = { name, groups, flags, source: config.caller, clock, shadowing, metrics, log, isReady, forwarder, legacy: config.legacy, resends: createRetryBudget({ now: elapsed }) };
  const tunnels = createTunnels({ ...deps, dial });
  // So that the first request finds the addresses there.
  for (const address of [config.legacy.address, ...groups.map((group) => group.candidate)]) if ('host' in address) resolver.isKnown(address.host);

  async function release(): Promise<void> {
    flags.stop();
    tunnels.close();
    forwarder.close();
    await Promise.all([sender.close(), comparer.close()]);
  }

  try {
    const admin = await startServer(createAdminApp({ ...deps, startedAt, registry, token: config.admin.token }), config.admin);
    const listening = startServer(createProxyApp(deps), {
      ...config.listen,
      onUpgrade: (...upgrade) => tunnels.open(...upgrade),
      onStopped: () => tunnels.close(),
    });
    const server = await listening.catch(async (error: unknown) => {
      await admin.stop();
      throw error;
    });
    log.info({ proxy: name, port: server.port, adminPort: admin.port, groups: groups.map((group) => group.name) }, 'the proxy is ready');
    return {
      name,
      port: server.port,
      adminPort: admin.port,
      async stop() {
        ready = false;
        await server.stop(config.drainMs);
        await admin.stop();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}
