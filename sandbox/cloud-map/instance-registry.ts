import { putInstance, removeInstance, reportHealth } from './instances.ts';
import { hasRecord, type CloudMapState, type DiscoveryService } from './state.ts';

/** What the ECS scheduler needs of Cloud Map: the calls that ECS makes to it in an account of its own accord. They take effect at once. */
export interface InstanceRegistry {
  /** The Cloud Map service, or `undefined` where there is none of that ARN. `needsPort`: it has SRV records. */
  service(arn: string): { readonly name: string; readonly needsPort: boolean } | undefined;
  /** Enters an instance, in place of one of that id. A service that is gone is fine. */
  register(serviceArn: string, instanceId: string, attributes: Readonly<Record<string, string>>): void;
  /** Takes an instance out; unknown is fine. */
  deregister(serviceArn: string, instanceId: string): void;
  /** Sets the custom health of an instance, where the service has such; unknown is fine. */
  setHealth(serviceArn: string, instanceId: string, health: 'HEALTHY' | 'UNHEALTHY'): void;
  /** Whether there is a namespace of that name or ARN. */
  hasNamespace(nameOrArn: string): boolean;
}

export function createInstanceRegistry(state: CloudMapState): InstanceRegistry {
  const find = (arn: string): DiscoveryService | undefined => [...state.services.values()].find((service) => service.arn === arn);
  return {
    service: (arn) => {
      const service = find(arn);
      return service && { name: service.name, needsPort: hasRecord(service, 'SRV') };
    },
    register: (arn, instanceId, attributes) => {
      const service = find(arn);
      if (service !== undefined) putInstance(service, instanceId, attributes, 'ecs');
    },
    deregister: (arn, instanceId) => {
      const service = find(arn);
      if (service !== undefined) removeInstance(service, instanceId);
    },
    setHealth: (arn, instanceId, health) => {
      const service = find(arn);
      const instance = service?.customHealth === true ? service.instances.get(instanceId) : undefined;
      if (instance !== undefined) reportHealth(state, instance, health);
    },
    hasNamespace: (nameOrArn) => [...state.namespaces.values()].some(({ name, arn }) => name === nameOrArn || arn === nameOrArn),
  };
}
