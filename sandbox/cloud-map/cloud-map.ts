import type { Service } from '../wire/service.ts';
import { discoveryOperations, resolveName } from './discovery.ts';
import { createInstanceRegistry, type InstanceRegistry } from './instance-registry.ts';
import { instanceOperations } from './instances.ts';
import { namespaceOperations } from './namespaces.ts';
import { createOperationLog } from './operation-log.ts';
import { operationOperations } from './operations.ts';
import { serviceOperations } from './services.ts';
import type { CloudMapState } from './state.ts';
import { taggingOperations } from './tagging.ts';

export interface CloudMap {
  readonly service: Service;
  /** For the ECS scheduler. */
  readonly instances: InstanceRegistry;
  /** IPv4 addresses that the private hosted zone answers for `<service>.<namespace>`; none for a name that does not exist. */
  readonly resolve: (name: string) => readonly string[];
}

/** AWS Cloud Map: namespaces, services and their instances, found by API and by DNS name. Public DNS namespaces and Route 53 health checks are not there. */
export function createCloudMap({ region, account, now }: { readonly region: string; readonly account: string; readonly now: () => number }): CloudMap {
  const state: CloudMapState = {
    namespaces: new Map(),
    services: new Map(),
    operations: createOperationLog(now),
    now,
    arn: (resource) => `arn:aws:servicediscovery:${region}:${account}:${resource}`,
  };
  const operations = {
    ...namespaceOperations(state),
    ...serviceOperations(state),
    ...instanceOperations(state),
    ...discoveryOperations(state),
    ...operationOperations(state),
    ...taggingOperations(state),
  };
  return { service: { operations }, instances: createInstanceRegistry(state), resolve: (name) => resolveName(state, name) };
}
