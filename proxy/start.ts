import { randomBytes } from 'node:crypto';
import { Registry } from 'prom-client';
import { createComparer } from '../shadow/index.ts';
import { createAdminApp } from './admin/app.ts';
import { ADMIN_LIMITS } from './admin/guard.ts';
import { createProxyApp, type ProxyDeps } from './app.ts';
import type { Clock } from './listening/caller-request.ts';
import type { ProxyConfig } from './config/config.ts';
import { createDial } from './forwarding/dial.ts';
import { startFlags } from './deciding/flags.ts';
import { createPasses, DEBUG_HEADER, PASS_HEADER } from './deciding/passes.ts';
import { createRouting } from './deciding/route-request.ts';
import { startIdentifier } from './deciding/start-identifier.ts';
import { createForwarder } from './forwarding/create-forwarder.ts';
import { createGroup } from './group.ts';
import { startIntroductions } from './identity/start-introductions.ts';
import { registerIdentityMetrics } from './observing/identity-metrics.ts';
import type { Log } from './observing/log.ts';
import { startObserving } from './observing/start-observing.ts';
import { createKeepBody } from './forwarding/kept-body.ts';
import { createRetryBudget } from './forwarding/retry-budget.ts';
import { loadRewritings } from './rewriting/load-rewritings.ts';
import { createResolver, dnsLookup } from './forwarding/resolve.ts';
import { createPeerTrust } from './listening/peer-trust.ts';
import { startServer, type RunningServer } from './listening/server.ts';
import { createConnectionMetrics } from './observing/connection-metrics.ts';
import { createTunnelMetrics } from './observing/tunnel-metrics.ts';
import { withHostPolicy } from './forwarding/upstream-host.ts';
import { createRecordings } from './recording/recordings.ts';
import { createRepeats } from './shadowing/noise/repeats.ts';
import { createCopySender } from './shadowing/send-copy.ts';
import type { ComparisonContext } from './shadowing/comparison-context.ts';
import { recordComparison } from './shadowing/record-comparison.ts';
import { createShadowing } from './shadowing/shadowing.ts';
import { createTunnels } from './forwarding/tunnels.ts';
import { startWrites } from './shadowing/writes/start-writes.ts';
import { COPY_HEADER } from '../shadow/copies/copy-token.ts';

/** A proxy at work. */
export interface RunningProxy {
  readonly name: string;
  readonly port: number;
  readonly adminPort: number;
  /** Serves for `drainMs` more (default: as configured), unready and each answer its connection's last; then answers what is under way, and ends. */
  stop(drainMs?: number): Promise<void>;
}

export interface Surroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Groups that an operator has taken back to legacy before this process began. */
  readonly overridden?: readonly string[];
  /** Called when the last request is served, while the operators' port still answers. */
  readonly onServed?: () => Promise<void>;
}

const CONNECT_TIMEOUT_MS = 3_000;

/** Builds the parts of a proxy and starts it. It is ready when this resolves, whether or not the flag server answers. */
export async function startProxy(config: ProxyConfig, { clock, random, log, overridden = [], onServed }: Surroundings): Promise<RunningProxy> {
  const { now, elapsed } = clock;
  const name = randomBytes(6).toString('hex');
  const startedAt = now();
  let ready = true;
  const isReady = () => ready;

  const resolver = createResolver({ lookup: dnsLookup(config.dnsServer), now: elapsed });
  const registry = new Registry();
  const observing = await startObserving(config, { registry, clock, random, log });
  const dial = observing.dial(createDial({ resolver, timeoutMs: CONNECT_TIMEOUT_MS, authorities: config.authorities }));
  const rewritings = await loadRewritings(config);
  const flags = startFlags({ ...config.unleash, now, log });
  const groups = config.groups.map((group, i) => createGroup(group, { now, resolver, flags, log, rewriting: rewritings[i] }));
  for (const group of groups) {
    group.overridden = overridden.includes(group.name);
    group.retired = config.retired.includes(group.name);
  }
  const comparer = createComparer<ComparisonContext>({ runKey: randomBytes(32), onResult: recordComparison });
  const sender = observing.sender(createCopySender({ dial, elapsed, hostPolicy: config.hostPolicy }));
  const introductions = startIntroductions(config.identity, config.identityHeader, { dial, clock });
  const repeats = createRepeats({ sender, legacy: config.legacy.address, elapsed, random });
  const writes = startWrites(config, { groups, dial, clock, log });
  const shadowing = createShadowing({ flags, sender, introductions, repeats, writes, comparer, elapsed, log });
  const recordings = createRecordings({ elapsed, log });
  const forwarder = observing.forwarder(withHostPolicy(createForwarder(dial, config.forwarder, elapsed), config.hostPolicy));
  const resends = createRetryBudget({ now: elapsed });
  const passes = createPasses({ secret: config.testersSecret, now });
  registerIdentityMetrics(registry, { passes, introductions });
  observing.watch({ groups, flags, shadowing, repeats, resends });
  const withheld = new Set([PASS_HEADER, DEBUG_HEADER, COPY_HEADER, config.identityHeader.toLowerCase()]);
  // Legacy may have a use for this one of its own.
  withheld.delete('authorization');
  const trusts = createPeerTrust(config.trustedPeers);
  const route = createRouting({ name, groups, flags, identify: startIdentifier(config.caller, { trusts, clock, log }), introductions, passes, withheld, trusts, clock });
  const deps: ProxyDeps = { name, keepBody: createKeepBody(groups), groups, flags, route, introductions, jwksPath: config.jwksPath, clock, shadowing, recordings, observing, log, isReady, forwarder, legacy: config.legacy, resends };
  const tunnels = createTunnels({ ...deps, dial, limits: config.tunnels, hostPolicy: config.hostPolicy, tunnelMetrics: createTunnelMetrics(registry) });
  const countRefused = createConnectionMetrics(registry, () => server?.connections ?? 0);
  let server: RunningServer | undefined;
  // So that the first request finds the addresses there.
  for (const address of [config.legacy.address, ...groups.map((group) => group.candidate)]) if ('host' in address) resolver.isKnown(address.host);

  async function release(): Promise<void> {
    flags.stop();
    tunnels.close();
    forwarder.close();
    await Promise.all([sender.close(), writes.close(), comparer.close(), introductions.close(), observing.end()]);
  }

  try {
    const admin = await startServer(createAdminApp({ ...deps, startedAt, registry, token: config.admin.token, testersSecret: config.testersSecret, now, config }), { ...config.admin, limits: ADMIN_LIMITS, exclusive: true });
    const listening = startServer(createProxyApp(deps), {
      ...config.listen,
      limits: config.limits,
      allowedHosts: config.allowedHosts,
      onRefused: countRefused,
      onUpgrade: (...upgrade) => tunnels.open(...upgrade),
      onStopped: () => tunnels.close(),
    });
    const callers = await listening.catch(async (error: unknown) => {
      await admin.stop();
      throw error;
    });
    server = callers;
    let ended: Promise<void> | undefined;
    const end = async () => {
      await onServed?.();
      recordings.close();
      await admin.stop();
      await release();
    };
    log.info({ proxy: name, port: callers.port, adminPort: admin.port, groups: groups.map((group) => group.name) }, 'the proxy is ready');
    return {
      name,
      port: callers.port,
      adminPort: admin.port,
      stop(drainMs = config.drainMs) {
        ready = false;
        const served = callers.stop(drainMs, config.stopMs);
        return (ended ??= served.then(end));
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}
