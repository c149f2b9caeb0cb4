import { gateName, type GateVerdict } from '../../domain/gate.ts';
import { positionOf } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';
import { planContext, type Engine } from '../../migrations/engine/engine.ts';
import type { Ports } from '../../migrations/engine/ports.ts';
import { targetGroupName } from '../../migrations/engine/rules.ts';
import { createFakeAutoscaling, type FakeAutoscaling } from '../fakes/fake-autoscaling.ts';
import { createFakeClock, type FakeClock } from '../fakes/fake-clock.ts';
import { createFakeContainerService, type FakeContainerService } from '../fakes/fake-container-service.ts';
import { createFakeDataMover, type FakeDataMover } from '../fakes/fake-data-mover.ts';
import { createFakeFlags } from '../fakes/fake-flags.ts';
import { createFakeJournal } from '../fakes/fake-journal.ts';
import { createFakeLoadBalancer, type FakeLoadBalancer } from '../fakes/fake-load-balancer.ts';
import { createFakeProxyOverrides, type FakeProxyOverrides } from '../fakes/fake-proxy-overrides.ts';
import { createFakeServiceDiscovery, type FakeServiceDiscovery } from '../fakes/fake-service-discovery.ts';
import { createFakeTrafficStats, type FakeTrafficStats } from '../fakes/fake-traffic-stats.ts';
import { exampleMigration } from './example-migration.ts';

export interface FakeWorld {
  readonly engine: Engine;
  readonly migration: Migration;
  readonly ports: Ports & {
    readonly loadBalancer: FakeLoadBalancer;
    readonly containers: FakeContainerService;
    readonly discovery: FakeServiceDiscovery;
    readonly autoscaling: FakeAutoscaling;
    readonly overrides: FakeProxyOverrides;
    readonly mover: FakeDataMover;
    readonly stats: FakeTrafficStats;
    readonly clock: FakeClock;
  };
  /** What the gates say from now on; all open unless told otherwise. */
  setGates(state: GateVerdict['state'], because?: string): void;
  /** Where the journal says the migration stands. */
  position(): Promise<string>;
  /** Everything outside, as text that equal worlds share. */
  snapshot(): Promise<string>;
}

/** An engine on fakes. Targets get healthy as soon as their service is there, and go with it at once. */
export function createFakeWorld(options: { readonly migration?: Migration; readonly drift?: Engine['drift'] } = {}): FakeWorld {
  const migration = options.migration ?? exampleMigration;
  const clock = createFakeClock();
  const loadBalancer = createFakeLoadBalancer();
  const containers = createFakeContainerService({ isAttached: (name) => loadBalancer.isAttached(name) });
  const healthyOnceDeployed: FakeContainerService = {
    ...containers,
    async ensureService(spec) {
      await containers.ensureService(spec);
      const { desired } = containers.services.get(spec.candidate.service) ?? { desired: 0 };
      const target = loadBalancer.targetGroups.get(spec.targetGroup);
      if (target) loadBalancer.targetGroups.set(spec.targetGroup, { ...target, healthy: desired, total: desired });
    },
    async removeService(group, service) {
      await containers.removeService(group, service);
      if (!containers.services.has(service) && loadBalancer.targetGroups.has(targetGroupName(group))) loadBalancer.setHealth(targetGroupName(group), 0);
    },
  };
  const autoscaling = createFakeAutoscaling();
  const scalingAtOnce: FakeAutoscaling = {
    ...autoscaling,
    async ensure(spec) {
      await autoscaling.ensure(spec);
      const desired = Math.min(spec.scale.max, Math.max(spec.scale.min, containers.services.get(spec.service)?.desired ?? 0));
      if (desired === containers.services.get(spec.service)?.desired) return;
      containers.setTasks(spec.service, desired);
      const target = loadBalancer.targetGroups.get(spec.targetGroup);
      if (target) loadBalancer.targetGroups.set(spec.targetGroup, { ...target, healthy: desired, total: desired });
    },
  };
  const ports = {
    loadBalancer,
    containers: healthyOnceDeployed,
    discovery: createFakeServiceDiscovery(),
    autoscaling: scalingAtOnce,
    flags: createFakeFlags(),
    overrides: createFakeProxyOverrides(),
    mover: createFakeDataMover(clock),
    stats: createFakeTrafficStats(clock),
    journal: createFakeJournal(),
    clock,
  };
  /** Whether tasks run that callers were taken back from. */
  const leftOpen = async (): Promise<boolean> => {
    const { candidate } = await containers.observe(migration.group.name, migration.candidate.service);
    const vacated = (await ports.journal.read(migration.id)).findLast((entry) => entry.kind === 'vacated');
    return candidate !== 'absent' && candidate.deployment === vacated?.deployment;
  };
  let gate: Pick<GateVerdict, 'state' | 'because'> = { state: 'open', because: 'as told' };
  const engine: Engine = {
    ports,
    askGates: async (gates) => gates.map((each) => ({ gate: gateName(each), evidence: {}, ...gate })),
    drift: options.drift ?? 'correct',
    context: planContext([migration], { namespace: 'shop.internal', priorities: { from: 100, to: 199 } }),
    mayRetire: true,
    who: 'tester',
  };
  return {
    engine,
    migration,
    ports,
    setGates: (state, because = 'as told') => void (gate = { state, because }),
    position: async () => positionOf(await ports.journal.read(migration.id)),
    snapshot: async () =>
      JSON.stringify({
        rules: [...loadBalancer.rules.entries()].toSorted(([a], [b]) => a - b),
        targetGroups: [...loadBalancer.targetGroups.values()],
        services: [...containers.services.entries()],
        revisions: [...containers.revisions.entries()],
        names: [...ports.discovery.names.entries()],
        scales: [...ports.autoscaling.scales.entries()],
        flags: await ports.flags.observe(migration.group.name),
        environment: containers.environment(),
        left: await leftOpen(),
        // When it was compared and handed over is of no world's making.
        data: [...ports.mover.groups].map(([group, { flow, told, backfill }]) => [group, flow, told, backfill.done]),
      }),
  };
}

/** The candidate's share in the group's rules, or `none` where there are none. */
export function candidateWeight({ ports, migration }: FakeWorld): number | 'none' {
  const rules = [...ports.loadBalancer.rules.values()].filter((rule) => rule?.role === 'group');
  if (rules.length === 0) return 'none';
  const shares = rules.map((rule) => rule?.targets.find(({ targetGroup }) => targetGroup === targetGroupName(migration.group.name))?.percent ?? 0);
  if (new Set(shares).size !== 1) throw new Error(`the rules of one group disagree: ${shares.join(', ')}`);
  return shares[0] ?? 0;
}
