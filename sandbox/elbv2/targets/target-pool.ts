import type { TargetGroup } from '../model.ts';
import { chooseTarget } from './choose-target.ts';
import { createConnections, type ConnectionOptions } from './connections.ts';
import { probe } from './probe.ts';
import { routingSettingsOf } from './routing-settings.ts';
import { shareOf, startsSlowly } from './slow-start.ts';
import type { Target, TargetAddress } from './target.ts';
import { afterProbe, type ProbeFailure, type TargetHealth } from './target-health.ts';

export type { Target, TargetAddress } from './target.ts';

/** The targets of one target group: their registration, health and turn. */
export interface TargetPool {
  readonly targets: ReadonlyMap<string, Target>;
  register(address: TargetAddress): void;
  /** No new requests from now on; gone, with what is still under way, after the deregistration delay. Unknown is fine. */
  deregister(address: TargetAddress): void;
  /** A target by the group's algorithm among the healthy ones; among all where too few are healthy; `undefined` where none is registered. */
  next(): Target | undefined;
  /** The target of that key if a request may go there now. */
  usable(key: string): Target | undefined;
  /** Whether requests go to unhealthy targets as well, for want of healthy ones. */
  readonly failsOpen: boolean;
  /** Targets are checked only while a rule leads to the group. */
  attach(attached: boolean): void;
  configure(group: TargetGroup): void;
  close(): void;
}

export interface PoolOptions {
  /** Health-check interval, slow start and deregistration delay are multiplied by this. */
  readonly timeScale: number;
  readonly connectMs: number;
  readonly monotonic: () => number;
  readonly random: () => number;
  /** Asked at each probe: whether it is to fail, whatever the target says. */
  readonly failsProbe?: ((targetGroupArn: string, address: string, port: number) => boolean) | undefined;
}

export function createTargetPool(initial: TargetGroup, options: PoolOptions, observe: Pick<ConnectionOptions, 'idleMs' | 'onOpen' | 'onClose'>): TargetPool {
  const { timeScale, monotonic, random, failsProbe } = options;
  const targets = new Map<string, Target>();
  const timers = new Map<string, NodeJS.Timeout>();
  const closing = new AbortController();
  let group = initial;
  let settings = routingSettingsOf(group, timeScale);
  let attached = false;
  let eligible: readonly Target[] = [];
  let failsOpen = false;

  const refresh = (): void => {
    const registered = [...targets.values()].filter(({ health }) => health.state !== 'draining');
    const healthy = registered.filter(({ health }) => health.state === 'healthy');
    failsOpen = registered.length > 0 && !settings.enoughHealthy(healthy.length, registered.length);
    eligible = failsOpen ? registered : healthy;
    for (const target of eligible) target.credit = 0;
  };

  const settle = (target: Target, health: TargetHealth): void => {
    const changed = target.health.state !== health.state;
    target.health = health;
    if (!changed) return;
    target.slowSince = health.state === 'healthy' && startsSlowly(target, targets.values(), settings.slowStartMs, monotonic()) ? monotonic() : undefined;
    refresh();
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

  const ask = async ({ id, port }: Target): Promise<ProbeFailure | undefined> => {
    if (failsProbe?.(group.arn, id, port)) return { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
    return group.reach.type === 'lambda' ? undefined : probe(id, port, group.healthCheck, group.reach.version, closing.signal);
  };

  const isChecked = (target: Target): boolean => targets.get(target.key) === target && ['initial', 'healthy', 'unhealthy'].includes(target.health.state);

  /** Checks now and then every interval, counted from start to start; a check that takes longer than the interval delays the next. */
  const check = async (target: Target): Promise<void> => {
    const started = monotonic();
    const failure = await ask(target);
    if (!isChecked(target)) return;
    settle(target, afterProbe(target.health, failure, group.healthCheck));
    const wait = group.healthCheck.intervalSeconds * 1_000 * timeScale - (monotonic() - started);
    later(target, Math.max(wait, 10), () => void check(target));
  };

  const begin = (target: Target): void => {
    clearTimeout(timers.get(target.key));
    target.slowSince = undefined;
    target.health = attached ? (group.healthCheck.enabled ? { state: 'initial', streak: 0 } : { state: 'unavailable' }) : { state: 'unused' };
    if (target.health.state === 'initial') void check(target);
  };

  const create = ({ id, port }: TargetAddress): Target => {
    const { reach } = group;
    const secure = reach.type !== 'lambda' && reach.protocol === 'HTTPS';
    const http2 = reach.type !== 'lambda' && reach.version !== 'HTTP1';
    const connections = createConnections({ host: id, port, secure, http2, connectMs: options.connectMs, monotonic, ...observe });
    return { id, port, key: `${id}:${port}`, connections, health: { state: 'unused' }, outstanding: 0, slowSince: undefined, credit: 0 };
  };

  return {
    targets,
    get failsOpen() {
      return failsOpen;
    },
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
      settle(target, { state: 'draining' });
      later(target, settings.drainMs, () => remove(target));
    },
    next: () => chooseTarget(settings.algorithm, eligible, (target) => shareOf(target, settings.slowStartMs, monotonic()), random),
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
      if (group === changed) return;
      group = changed;
      settings = routingSettingsOf(group, timeScale);
      refresh();
    },
    close() {
      closing.abort();
      for (const target of targets.values()) remove(target);
    },
  };
}
