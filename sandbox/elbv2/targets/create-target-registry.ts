import type { Control } from '../control.ts';
import { loadBalancersUsing } from '../store.ts';
import type { TargetRegistry } from '../target-registry.ts';

/** The registry over what the control plane knows and the data plane does. */
export function createTargetRegistry({ store, plane }: Control, timeScale: number): TargetRegistry {
  return {
    targetGroup(arn) {
      const group = store.targetGroups.get(arn);
      if (!group) return undefined;
      const delayMs = Number(group.attributes['deregistration_delay.timeout_seconds']) * 1_000 * timeScale;
      return { name: group.name, targetType: group.reach.type, loadBalancerArns: loadBalancersUsing(store, arn), deregistrationDelayMs: delayMs };
    },
    register(arn, target) {
      plane.pool(arn)?.register(target);
    },
    deregister(arn, target) {
      plane.pool(arn)?.deregister(target);
    },
    health(arn, { id, port }) {
      const state = plane.pool(arn)?.targets.get(`${id}:${port}`)?.health.state ?? 'unused';
      return state === 'unavailable' ? 'unused' : state;
    },
  };
}
