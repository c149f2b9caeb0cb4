import type { TargetGroup } from '../model.ts';
import { loadBalancersUsing, type Store } from '../store.ts';
import { createTargetPool, type PoolOptions, type TargetPool } from '../targets/target-pool.ts';
import type { Balancers } from './balancers.ts';
import { targetStickinessOf } from './settings.ts';
import type { PooledGroup } from './stickiness/choose.ts';

/** The targets of every target group in the store. */
export interface TargetPools {
  of(targetGroupArn: string): PooledGroup | undefined;
  /** Takes over what the store has. */
  sync(): void;
  /** Puts how many targets are healthy among the metrics of the load balancers that use them. */
  report(): void;
  close(): void;
}

export function createTargetPools(store: Store, options: PoolOptions, balancers: Balancers, idleMsOf: (loadBalancerArn: string | undefined) => number): TargetPools {
  const groups = new Map<string, PooledGroup>();

  const create = (group: TargetGroup): TargetPool => {
    const user = (): string | undefined => loadBalancersUsing(store, group.arn)[0];
    /** A connection is counted where it was opened, whoever uses the group by the time it closes. */
    const countOf = new WeakMap<object, { closed(): void }>();
    return createTargetPool(group, options, {
      idleMs: () => idleMsOf(user()),
      onOpen(connection) {
        const arn = user();
        if (arn === undefined) return;
        const { connections } = balancers.of(arn);
        connections.opened();
        countOf.set(connection, connections);
      },
      onClose: (connection) => countOf.get(connection)?.closed(),
    });
  };

  return {
    of: (arn) => groups.get(arn),
    sync() {
      for (const [arn, { pool }] of groups) {
        if (store.targetGroups.has(arn)) continue;
        pool.close();
        groups.delete(arn);
      }
      for (const group of store.targetGroups.values()) {
        const pool = groups.get(group.arn)?.pool ?? create(group);
        pool.configure(group);
        pool.attach(loadBalancersUsing(store, group.arn).length > 0);
        groups.set(group.arn, { pool, stickiness: targetStickinessOf(group), version: group.reach.type === 'lambda' ? 'lambda' : group.reach.version });
      }
    },
    report() {
      for (const [arn, { pool }] of groups) {
        const checked = [...pool.targets.values()].filter(({ health }) => health.state !== 'draining');
        const healthy = checked.filter(({ health }) => health.state === 'healthy').length;
        for (const loadBalancer of loadBalancersUsing(store, arn)) {
          balancers.of(loadBalancer).metrics.hosts(arn, { healthy, unhealthy: checked.length - healthy, routable: !pool.failsOpen && healthy > 0, resolvable: healthy > 0 });
        }
      }
    },
    close() {
      for (const { pool } of groups.values()) pool.close();
    },
  };
}
