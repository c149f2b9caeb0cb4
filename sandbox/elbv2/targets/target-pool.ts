import type { HealthCheck, TargetGroup } from '../model.ts';
import { createConnections, type Connections, type ConnectionTimeouts } from './connections.ts';
import { probe } from './probe.ts';
import { afterProbe, type TargetHealth } from './target-health.ts';

export interface TargetAddress {
  readonly id: string;
  readonly port: number;
}

/** One registered target: `127.4.5.6:3000`. */
export interface Target extends TargetAddress {
  readonly key: string;
  readonly connections: Connections;
  health: TargetHealth;
}

/** The targets of one target group: their registration, health and turn. */
export interface TargetPool {
  readonly targets: ReadonlyMap<string, Target>;
  register(address: TargetAddress): void;
  /** No new requests from now on; gone, with what is still under way, after the deregistration delay. Unknown is fine. */
  deregister(address: TargetAddress): void;
  /** The next target by round robin among the healthy ones, among all where none is healthy; `undefined` where none is registered. */
  next(): Target | undefined;
  /** The target of that key if a request may go there now. */
  usable(key: string): Target | undefined;
  /** Targets are checked only while a rule leads to the group. */
  attach(attached: boolean): void;
  configure(group: TargetGroup): void;
  close(): void;
}

export interface PoolOptions {
  /** Health-check interval and deregistration delay are multiplied by this. */
  readonly timeScale: number;
  readonly timeouts: ConnectionTimeouts;
  readonly monotonic: () => number;
}

export function createTargetPool(initial: TargetGroup, { timeScale, timeouts, monotonic }: PoolOptions): TargetPool {
  const targets = new Map<string, Target>();
  const timers = new Map<string, NodeJS.Timeout>();
  const closing = new AbortController();
  let group = initial;
  let attached = false;
  let eligible: readonly Target[] = [];
  let turn = 0;

  const refresh = (): void => {
    const registered = [...targets.values()].filter(({ health }) => health.state !== 'draining');
    const healthy = registered.filter(({ health }) => health.state === 'healthy');
    eligible = healthy.length > 0 ? healthy : registered;
  };

  const later = (target: Target, ms: number, then: () => void): void => {
    clearTimeout(timers.get(target.key));
    timers.set(target.key, setTimeout(then, ms));
  };

  const remove = (target: Target): void => {
    clearTimeout(timers.get(target.key));
    timers.delete(target.key);
    targets.delete(target.key);
    target.connections.destroy();
    refresh();
  };

  const isChecked = (target: Target): boolean => targets.get(target.key) === target && target.health.state !== 'draining' && target.health.state !== 'unused';

  /** Checks now and then every interval, counted from start to start; a check that takes longer than the interval delays the next. */
  const check = async (target: Target): Promise<void> => {
    const healthCheck: HealthCheck = group.healthCheck;
    const started = monotonic();
    const failure = await probe(target.id, target.port, healthCheck, closing.signal);
    if (!isChecked(target)) return;
    target.health = afterProbe(target.health, failure, healthCheck);
    refresh();
    const wait = group.healthCheck.intervalSeconds * 1_000 * timeScale - (monotonic() - started);
    later(target, Math.max(wait, 10), () => void check(target));
  };

  const begin = (target: Target): void => {
    target.health = attached ? { state: 'initial', streak: 0 } : { state: 'unused' };
    clearTimeout(timers.get(target.key));
    if (attached) void check(target);
  };

  const create = ({ id, port }: TargetAddress): Target => {
    return { id, port, key: `${id}:${port}`, connections: createConnections(id, port, timeouts, monotonic), health: { state: 'unused' } };
  };

  return {
    targets,
    register(address) {
      const known = targets.get(`${address.id}:${address.port}`);
      if (known && known.health.state !== 'draining') return;
      const target = known ?? create(address);
      targets.set(target.key, target);
      begin(target);
      refresh();
    },
    deregister({ id, port }) {
      const target = targets.get(`${id}:${port}`);
      if (!target || target.health.state === 'draining') return;
      target.health = { state: 'draining' };
      refresh();
      later(target, Number(group.attributes['deregistration_delay.timeout_seconds']) * 1_000 * timeScale, () => remove(target));
    },
    next() {
      turn = (turn + 1) % Math.max(eligible.length, 1);
      return eligible[turn];
    },
    usable(key) {
      const target = targets.get(key);
      return target && eligible.includes(target) ? target : undefined;
    },
    attach(on) {
      if (attached === on) return;
      attached = on;
      for (const target of targets.values()) if (target.health.state !== 'draining') begin(target);
      refresh();
    },
    configure(changed) {
      group = changed;
    },
    close() {
      closing.abort();
      for (const target of targets.values()) remove(target);
    },
  };
}
