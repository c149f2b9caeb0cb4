import type { MetricSink } from '../../cloudwatch/metric-sink.ts';
import { AwsError } from '../../wire/service.ts';
import type { Listener, TargetGroup } from '../model.ts';
import { loadBalancersUsing, rulesOf, type Store } from '../store.ts';
import { createTargetPool, type PoolOptions, type TargetPool } from '../targets/target-pool.ts';
import { startListenerServer, type ListenerServer } from './listener-server.ts';
import { compileRules, type RuleTable } from './rule-table.ts';
import { serveRequests, type PooledGroup } from './serve-requests.ts';
import type { StickyCookies } from './sticky-cookie.ts';
import { createTrafficMetrics, type TrafficMetrics } from './traffic-metrics.ts';

/** What carries the requests, as the control plane tells it to. */
export interface DataPlane {
  /** Starts to serve a listener. Refuses where its port cannot be had. */
  open(listener: Listener): Promise<void>;
  /** Serves a listener on its new port; the former is given up only once the new one is had. */
  reopen(listener: Listener): Promise<void>;
  /** Takes no new connections there. */
  stop(listenerArn: string): void;
  /** Puts the store's rules and target groups in force: at once, for every request that comes after. */
  apply(): void;
  pool(targetGroupArn: string): TargetPool | undefined;
  close(): Promise<void>;
}

export interface DataPlaneOptions extends PoolOptions {
  readonly host: string;
  readonly zone: string;
  readonly sink: MetricSink;
  readonly cookies: StickyCookies;
  readonly random: () => number;
  readonly now: () => number;
}

/** How often the counts of healthy and unhealthy hosts are reported. */
const HOST_COUNT_MS = 1_000;

export function createDataPlane(store: Store, options: DataPlaneOptions): DataPlane {
  const { host, zone, sink, cookies, random, now, monotonic, timeouts } = options;
  const servers = new Map<string, ListenerServer>();
  const stopped = new Set<ListenerServer>();
  const tables = new Map<string, RuleTable>();
  const groups = new Map<string, PooledGroup>();
  const metrics = new Map<string, TrafficMetrics>();

  const metricsOf = (loadBalancerArn: string): TrafficMetrics => {
    let found = metrics.get(loadBalancerArn);
    if (!found) metrics.set(loadBalancerArn, (found = createTrafficMetrics(sink, loadBalancerArn, zone)));
    return found;
  };

  const syncGroups = (): void => {
    for (const [arn, { pool }] of groups) {
      if (store.targetGroups.has(arn)) continue;
      pool.close();
      groups.delete(arn);
    }
    for (const group of store.targetGroups.values()) {
      const pool = groups.get(group.arn)?.pool ?? createTargetPool(group, options);
      pool.configure(group);
      pool.attach(loadBalancersUsing(store, group.arn).length > 0);
      groups.set(group.arn, { pool, stickySeconds: stickySecondsOf(group) });
    }
  };

  const reportHosts = (): void => {
    for (const [arn, { pool }] of groups) {
      const checked = [...pool.targets.values()].filter(({ health }) => health.state !== 'draining');
      const healthy = checked.filter(({ health }) => health.state === 'healthy').length;
      for (const loadBalancer of loadBalancersUsing(store, arn)) metricsOf(loadBalancer).hosts(arn, healthy, checked.length - healthy);
    }
  };
  const reporter = setInterval(reportHosts, HOST_COUNT_MS).unref();

  const start = async ({ arn, port, loadBalancerArn }: Listener): Promise<ListenerServer> => {
      const handlers = serveRequests({
        port,
        dnsName: host,
        metrics: metricsOf(loadBalancerArn),
        cookies,
        idleMs: timeouts.idleMs,
        random,
        now,
        monotonic,
        rules: () => tables.get(arn) ?? NO_RULES,
        pool: (group) => groups.get(group),
      });
      return await startListenerServer(host, port, timeouts.idleMs, handlers).catch((error: Error) => {
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
      const server = await start(listener);
      retire(listener.arn);
      servers.set(listener.arn, server);
    },
    stop(arn) {
      retire(arn);
      tables.delete(arn);
    },
    apply() {
      syncGroups();
      for (const arn of store.listeners.keys()) tables.set(arn, compileRules(rulesOf(store, arn)));
    },
    pool: (arn) => groups.get(arn)?.pool,
    async close() {
      clearInterval(reporter);
      await Promise.all([...servers.values(), ...stopped].map((server) => server.close()));
      for (const { pool } of groups.values()) pool.close();
    },
  };
}

const NO_RULES: RuleTable = () => undefined;

function stickySecondsOf({ attributes }: TargetGroup): number {
  return attributes['stickiness.enabled'] === 'true' ? Number(attributes['stickiness.lb_cookie.duration_seconds']) : 0;
}
