import { addEvent } from './scheduler/deployments.ts';
import type { EcsService, EcsState } from './state.ts';

/** What Application Auto Scaling may do to the services of ECS. */
export interface ScalableServices {
  /** The counts of an active service, or `undefined` where there is none. */
  scalable(cluster: string, service: string): ScalableService | undefined;
  /** Sets the desired count, as UpdateService does, and enters an event that names `by`. A service that is gone is fine. */
  setDesired(cluster: string, service: string, desired: number, by: string): void;
}

export interface ScalableService {
  readonly desired: number;
  readonly running: number;
  /** A deployment is in progress, during which nothing is scaled in. */
  readonly isDeploying: boolean;
}

export function scalableServices(state: EcsState, wake: (service: EcsService) => void): ScalableServices {
  const find = (cluster: string, name: string) => {
    const service = state.clusters.get(cluster)?.services.get(name);
    return service?.status === 'ACTIVE' ? service : undefined;
  };
  return {
    scalable: (cluster, name) => {
      const service = find(cluster, name);
      if (service === undefined) return undefined;
      const running = [...service.tasks].filter(({ lastStatus }) => lastStatus === 'RUNNING').length;
      return { desired: service.settings.desiredCount, running, isDeploying: service.deployments[0].rolloutState === 'IN_PROGRESS' };
    },
    setDesired: (cluster, name, desired, by) => {
      const service = find(cluster, name);
      if (service === undefined || service.settings.desiredCount === desired) return;
      service.settings = { ...service.settings, desiredCount: desired };
      service.steady = false;
      addEvent(service, state.now(), `Successfully set desired count to ${desired}. Change successfully fulfilled by ecs. Cause: ${by}`);
      wake(service);
    },
  };
}
