import type { Migration } from '../../domain/migration.ts';
import { PROXY_GROUPS_VARIABLE, RETIRED_GROUPS_VARIABLE } from '../../domain/proxy-groups.ts';
import type { Change } from './change.ts';
import type { Ports } from './ports.ts';
import { targetGroupName } from './rules.ts';

/** Makes one change. Idempotent, as every call of a port is. */
export async function applyChange(ports: Ports, { group, candidate }: Migration, change: Change): Promise<void> {
  const { loadBalancer, containers, discovery, autoscaling, flags, overrides, mover } = ports;
  const targetGroup = targetGroupName(group.name);
  switch (change.kind) {
    case 'set-flags':
      // Where a roll-back has overridden the proxies, a flag that is on says nothing to them.
      if (change.state.on) await overrides.lift(group.name);
      return flags.ensure(group.name, change.state);
    case 'override-proxies':
      return overrides.takeBack(group.name);
    case 'archive-flags':
      return flags.archive(group.name);
    case 'put-rule':
      return loadBalancer.putRule(change.rule);
    case 'remove-rules':
      return loadBalancer.removeRules(group.name, change.role);
    case 'create-discovery':
      return discovery.ensure(group.name, change.name);
    case 'remove-discovery':
      return discovery.remove(group.name, change.name);
    case 'put-target-group':
      return loadBalancer.ensureTargetGroup({ group: group.name, name: targetGroup, port: candidate.port, healthPath: change.health });
    case 'remove-target-group':
      return loadBalancer.removeTargetGroup(group.name, targetGroup);
    case 'deploy-service':
      return containers.ensureService({ group: group.name, candidate, targetGroup });
    case 'restore-revision':
    case 'renew-tasks':
      return containers.runRevision({ group: group.name, candidate, targetGroup }, change.revision);
    case 'remove-service':
      return containers.removeService(group.name, candidate.service);
    case 'set-scaling':
      return autoscaling.ensure({ service: candidate.service, scale: change.scale, targetGroup });
    case 'remove-scaling':
      return autoscaling.remove(candidate.service);
    case 'set-legacy-floor':
      return autoscaling.setFloor(group.name, change.held);
    case 'configure-proxy':
      return containers.configureProxy(PROXY_GROUPS_VARIABLE, change.groups);
    case 'tell-retired':
      return containers.configureProxy(RETIRED_GROUPS_VARIABLE, change.groups);
    case 'set-data':
    case 'cut-over':
    case 'return-writes':
      return mover.ensure(group.name, change.data);
    case 'remove-data':
      return mover.remove(group.name);
    case 'await':
      return;
  }
}
