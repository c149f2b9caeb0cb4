import type { Scale } from '../../domain/candidate.ts';
import type { ObservedData } from '../../domain/data-movement.ts';
import type { FlagState } from '../../domain/desired-state.ts';
import { BanyanError } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import { PROXY_GROUPS_VARIABLE, RETIRED_GROUPS_VARIABLE } from '../../domain/proxy-groups.ts';
import { parseRetiredGroups } from '../../domain/retired-groups.ts';
import type { LegacyFloor } from '../ports/autoscaling.ts';
import type { ObservedService, Rollout } from '../ports/container-service.ts';
import type { ForeignRule, LoadBalancerState, ObservedRule, ObservedTargetGroup } from '../ports/load-balancer.ts';
import { orError } from './or-error.ts';
import type { Ports } from './ports.ts';

/** What the world looks like for one migration. */
export interface Observed {
  readonly legacy: { readonly targetGroup: string; readonly sticky: boolean };
  readonly proxy: { readonly targetGroup: string; readonly healthy: number; readonly groups: string | undefined; readonly retired: readonly string[]; readonly rollout: Rollout };
  readonly groupRules: readonly ObservedRule[];
  readonly parkRules: readonly ObservedRule[];
  readonly foreignRules: readonly ForeignRule[];
  readonly targetGroup: ObservedTargetGroup | 'absent';
  readonly service: ObservedService | 'absent';
  readonly discovery: boolean;
  readonly scale: Scale | undefined;
  readonly legacyFloor: LegacyFloor;
  readonly flags: FlagState | 'none';
  readonly data: ObservedData | 'absent';
}

/** Reads the world. Changes nothing. */
export async function observe(ports: Ports, migration: Migration): Promise<Observed> {
  return observeOne(ports, migration, { balancer: ports.loadBalancer.observe([migration.group.name]), data: observeData(ports, [migration]) });
}

/** Reads the world for many migrations, of the load balancer and of data that moves together. What cannot be read for one of them is its own trouble, and nobody else's. */
export async function observeAll(ports: Ports, migrations: readonly Migration[]): Promise<ReadonlyMap<string, Observed | BanyanError>> {
  // A reading that nobody waits for would have nobody to tell that it failed.
  if (migrations.length === 0) return new Map();
  const balancer = ports.loadBalancer.observe(migrations.map(({ group }) => group.name));
  const data = observeData(ports, migrations);
  const readings = migrations.map(async (migration) => [migration.id, await orError(observeOne(ports, migration, { balancer, data }))] as const);
  return new Map(await Promise.all(readings));
}

type DataReading = Awaited<ReturnType<Ports['mover']['observe']>>;

/** Nobody is asked where no data moves: there may be no mover. */
async function observeData({ mover }: Ports, migrations: readonly Migration[]): Promise<DataReading> {
  const groups = migrations.filter(({ data }) => data).map(({ group }) => group.name);
  return groups.length === 0 ? {} : mover.observe(groups);
}

const NO_DATA: DataReading = {};

interface Shared {
  readonly balancer: Promise<LoadBalancerState>;
  readonly data: Promise<DataReading>;
}

async function observeOne(ports: Ports, { group, candidate, data: moved }: Migration, shared: Shared): Promise<Observed> {
  const [balancer, data, containers, discovery, scale, legacyFloor, flags] = await Promise.all([
    shared.balancer,
    moved ? shared.data : NO_DATA,
    ports.containers.observe(group.name, candidate.service),
    ports.discovery.has(group.name, candidate.discovery),
    ports.autoscaling.observe(candidate.service),
    ports.autoscaling.observeFloor(group.name),
    ports.flags.observe(group.name),
  ]);
  const rules = balancer.rules.filter((rule) => rule.group === group.name);
  return {
    legacy: balancer.legacy,
    proxy: { ...balancer.proxy, groups: containers.proxy.environment[PROXY_GROUPS_VARIABLE], retired: parseRetiredGroups(containers.proxy.environment[RETIRED_GROUPS_VARIABLE]), rollout: containers.proxy.rollout },
    groupRules: rules.filter((rule) => rule.role === 'group'),
    parkRules: rules.filter((rule) => rule.role === 'park'),
    foreignRules: balancer.foreign,
    targetGroup: balancer.candidates[group.name] ?? 'absent',
    service: containers.candidate,
    discovery,
    scale,
    legacyFloor,
    flags,
    data: data[group.name] ?? 'absent',
  };
}
