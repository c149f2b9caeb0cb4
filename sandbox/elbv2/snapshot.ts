import type { Snapshot } from '../state/snapshot.ts';
import type { LoadBalancer } from './model.ts';
import type { Store } from './store.ts';
import type { TargetAddress } from './targets/target-pool.ts';
import type { Certificate } from './tls/certificates.ts';

/** All that load balancers keep. Targets that drain are not kept: they are gone after a restart. */
export interface Kept {
  readonly store: Store;
  /** By target group's ARN. */
  readonly registrations: ReadonlyMap<string, readonly TargetAddress[]>;
  /** What stickiness cookies are sealed with, so that clients keep theirs. */
  readonly cookieKey: string;
  /** So that clients that trust one go on trusting it. */
  readonly certificates: readonly Certificate[];
}

const VERSION = 'elbv2/1';

export function toSnapshot({ store, registrations, cookieKey, certificates }: Kept): Snapshot {
  return plain({
    version: VERSION,
    cookieKey,
    certificates,
    loadBalancers: [...store.loadBalancers.values()].map((each) => ({ ...each, createdAt: each.createdAt.getTime() })),
    listeners: [...store.listeners.values()],
    rules: [...store.rules.values()],
    targetGroups: [...store.targetGroups.values()],
    tags: [...store.tags].map(([arn, tags]) => [arn, [...tags]]),
    registrations: [...registrations],
  });
}

/** @throws Error where it is no snapshot of load balancers */
export function fromSnapshot(snapshot: Snapshot): Kept {
  const read = revived(snapshot) as Saved;
  if (read?.version !== VERSION) throw new Error(`The saved state of the load balancers is not of the version ${VERSION}. Use the sandbox that wrote it, or begin with an empty directory.`);
  const loadBalancers = read.loadBalancers.map((each): LoadBalancer => ({ ...each, createdAt: new Date(each.createdAt) }));
  return {
    cookieKey: read.cookieKey,
    certificates: read.certificates,
    registrations: new Map(read.registrations),
    store: {
      loadBalancers: byArn(loadBalancers),
      listeners: byArn(read.listeners),
      rules: byArn(read.rules),
      targetGroups: byArn(read.targetGroups),
      tags: new Map(read.tags.map(([arn, tags]) => [arn, new Map(tags)])),
    },
  };
}

type Values<M> = M extends Map<string, infer V> ? V : never;

interface Saved {
  readonly version: string;
  readonly cookieKey: string;
  readonly certificates: readonly Certificate[];
  readonly loadBalancers: readonly (Omit<LoadBalancer, 'createdAt'> & { readonly createdAt: number })[];
  readonly listeners: readonly Values<Store['listeners']>[];
  readonly rules: readonly Values<Store['rules']>[];
  readonly targetGroups: readonly Values<Store['targetGroups']>[];
  readonly tags: readonly (readonly [string, readonly (readonly [string, string])[]])[];
  readonly registrations: readonly (readonly [string, readonly TargetAddress[]])[];
}

function byArn<T extends { readonly arn: string }>(all: readonly T[]): Map<string, T> {
  return new Map(all.map((each) => [each.arn, each]));
}

/** JSON has no `undefined`, and the model no `null`: one stands for the other, so that what comes back is deeply equal to what was. */
function plain(value: unknown): Snapshot {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value as Snapshot;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function revived(value: Snapshot): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, revived(each)]));
}
