import type { TlsOptions } from 'node:tls';
import { AwsError } from '../../wire/service.ts';
import type { Listener, LoadBalancer, TargetGroup, Tls } from '../model.ts';
import { rulesOf, type Store } from '../store.ts';
import type { PoolOptions, TargetPool } from '../targets/target-pool.ts';
import type { Certificates } from '../tls/certificates.ts';
import { createBalancers, type BalancersOptions } from './balancers.ts';
import { startListenerServer, type ListenerServer } from './listening/listener-server.ts';
import { certificateFor, tlsOptionsOf } from './listening/tls-options.ts';
import { createPropagation } from './propagation.ts';
import { compileRules, type RuleTable } from './rules/rule-table.ts';
import { serveRequests } from './serve-requests.ts';
import { settingsOf } from './settings.ts';
import type { StickyCookies } from './stickiness/sticky-cookie.ts';
import { createTargetPools } from './target-pools.ts';

/** What carries the requests, as the control plane tells it to. */
export interface DataPlane {
  /** Starts to serve a listener. Refuses where its port cannot be had. */
  open(listener: Listener): Promise<void>;
  /** Serves a listener on its new port, or by its new protocol; a former port is given up only once the new one is had. */
  reopen(listener: Listener): Promise<void>;
  /** Takes no new connections there. */
  stop(listenerArn: string): void;
  /** Puts the store in force: target groups and attributes at once; rules and actions too, unless they are given time to propagate. */
  apply(): void;
  pool(targetGroupArn: string): TargetPool | undefined;
  close(): Promise<void>;
}

export interface DataPlaneOptions extends PoolOptions, BalancersOptions {
  readonly cookies: StickyCookies;
  readonly certificates: Certificates;
  /** Instead of the load balancers' own idle timeouts. */
  readonly idleTimeoutMs?: number | undefined;
  /** How long a change of rules or actions takes to come into force; asked at each change. Changes keep their order. Default: at once. */
  readonly propagationMs?: (() => number) | undefined;
}

/** How often metrics are published that are no matter of a single request. */
const PUBLISH_MS = 1_000;
const DELIVER_LOGS_MS = 5 * 60_000;
/** More clients at a time are turned away. */
const MAX_CONNECTIONS = 50_000;

export function createDataPlane(store: Store, options: DataPlaneOptions): DataPlane {
  const { host, cookies, certificates, random, now, monotonic, timeScale, propagationMs = () => 0 } = options;
  const servers = new Map<string, ListenerServer>();
  const stopped = new Set<ListenerServer>();
  const tables = new Map<string, RuleTable>();
  const handshakes = new WeakMap<Tls, TlsOptions>();
  const propagation = createPropagation(propagationMs, monotonic);

  const idleMsOf = (loadBalancerArn: string | undefined): number => {
    const attributes = store.loadBalancers.get(loadBalancerArn ?? '')?.attributes;
    return options.idleTimeoutMs ?? (attributes ? settingsOf(attributes).idleMs : 60_000);
  };
  const balancers = createBalancers(options);
  const pools = createTargetPools(store, options, balancers, idleMsOf);

  const publish = (): void => {
    pools.report();
    balancers.publish();
  };
  const timers = [setInterval(publish, PUBLISH_MS).unref(), setInterval(() => void balancers.deliver(), DELIVER_LOGS_MS * timeScale).unref()];

  const handshakeOptions = (tls: Tls): TlsOptions => {
    let found = handshakes.get(tls);
    if (!found) handshakes.set(tls, (found = tlsOptionsOf(tls, certificates)));
    return found;
  };

  const start = async (listener: Listener): Promise<ListenerServer> => {
    const { arn, port, loadBalancerArn } = listener;
    const balancer = balancers.of(loadBalancerArn);
    const { metrics, connections } = balancer;
    const current = (): Listener => store.listeners.get(arn) ?? listener;
    // A load balancer that was deleted goes on as it was for those who are still connected.
    let lastKnown = store.loadBalancers.get(loadBalancerArn) as LoadBalancer;
    const settings = () => settingsOf((lastKnown = store.loadBalancers.get(loadBalancerArn) ?? lastKnown).attributes);
    const handlers = serveRequests({
      dnsName: host,
      metrics,
      makers: { cookies, random, now, pool: (group) => pools.of(group) },
      now,
      monotonic,
      listener: current,
      settings,
      rules: () => tables.get(arn) ?? NO_RULES,
      idleMs: () => idleMsOf(loadBalancerArn),
      certificateFor: (name) => certificateArnFor(name, current(), certificates),
      speaksTls: (group) => isSecure(store.targetGroups.get(group)),
      log: (course, bytes) => balancer.log(course, bytes, settings()),
    });
    const started = startListenerServer(
      {
        host,
        port,
        monotonic,
        maxConnections: MAX_CONNECTIONS,
        idleMs: () => idleMsOf(loadBalancerArn),
        newId: () => `TID_${Math.floor(random() * 2 ** 48).toString(16).padStart(16, '0')}`,
        tls: listener.tls && (() => handshakeOptions(store.listeners.get(arn)?.tls ?? (listener.tls as Tls))),
        http2: () => settings().http2,
      },
      { ...handlers, opened: () => connections.opened(), closed: () => connections.closed(), rejected: () => metrics.ofBalancer('RejectedConnectionCount'), tlsRefused: () => metrics.ofBalancer('ClientTLSNegotiationErrorCount') },
    );
    return started.catch((error: Error) => {
      throw new AwsError('InvalidConfigurationRequest', `The sandbox cannot listen on ${host}:${port}: ${error.message}. Choose a free port.`);
    });
  };

  const retire = (arn: string): void => {
    const server = servers.get(arn);
    servers.delete(arn);
    server?.stop();
    if (server) stopped.add(server);
  };

  return {
    async open(listener) {
      servers.set(listener.arn, await start(listener));
    },
    async reopen(listener) {
      if (store.listeners.get(listener.arn)?.port === listener.port) retire(listener.arn);
      const server = await start(listener);
      retire(listener.arn);
      servers.set(listener.arn, server);
    },
    stop(arn) {
      retire(arn);
      tables.delete(arn);
    },
    apply() {
      pools.sync();
      const compiled = [...store.listeners.keys()].map((arn) => [arn, compileRules(rulesOf(store, arn))] as const);
      propagation.after(() => {
        for (const [arn, table] of compiled) if (store.listeners.has(arn)) tables.set(arn, table);
      });
    },
    pool: (arn) => pools.of(arn)?.pool,
    async close() {
      for (const timer of timers) clearInterval(timer);
      propagation.close();
      await Promise.all([...servers.values(), ...stopped].map((server) => server.close()));
      pools.close();
      await balancers.deliver();
    },
  };
}

const NO_RULES: RuleTable = () => undefined;

function isSecure(group: TargetGroup | undefined): boolean {
  return group !== undefined && group.reach.type !== 'lambda' && group.reach.protocol === 'HTTPS';
}

function certificateArnFor(name: string | undefined, { tls }: Listener, certificates: Certificates): string | undefined {
  return tls && certificateFor(name, tls, certificates)?.arn;
}
