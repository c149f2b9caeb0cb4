import type { Snapshot } from '../state/snapshot.ts';
import type { Service } from '../wire/service.ts';
import { discoveryOperations } from './discovery.ts';
import type { Lookup } from './dns/answer-query.ts';
import { answerFrom } from './dns/zone.ts';
import { createInstanceRegistry, type InstanceRegistry } from './instance-registry.ts';
import { instanceOperations } from './instances.ts';
import { namespaceOperations } from './namespaces.ts';
import { createOperationLog } from './operation-log.ts';
import { operationOperations } from './operations.ts';
import { serviceAttributeOperations } from './service-attributes.ts';
import { serviceOperations } from './services.ts';
import { restoreState, saveState } from './snapshot.ts';
import type { CloudMapState } from './state.ts';
import { taggingOperations } from './tagging.ts';

export interface CloudMapOptions {
  readonly region: string;
  readonly account: string;
  readonly now: () => number;
  /** The share that times of DNS answers, and the half minute that a reported health takes to count, have of what they are on AWS; 1 unless given. */
  readonly timeScale?: number;
  readonly restored?: Snapshot | undefined;
}

export interface CloudMap {
  readonly service: Service;
  /** For the ECS scheduler. */
  readonly instances: InstanceRegistry;
  /** What the private hosted zones answer. */
  readonly lookup: Lookup;
  /** IPv4 addresses of `<service>.<namespace>`; none for a name that does not exist. */
  readonly resolve: (name: string) => readonly string[];
  snapshot(): Snapshot;
}

const HEALTH_DELAY_MS = 30_000;

/** AWS Cloud Map: namespaces, services and their instances, found by API and by DNS name. Public DNS namespaces, Route 53 health checks and alias records are not there. */
export function createCloudMap({ region, account, now, timeScale = 1, restored }: CloudMapOptions): CloudMap {
  const { operations: earlier, ...kept } = restoreState(restored);
  const state: CloudMapState = {
    ...kept,
    operations: createOperationLog(now, earlier),
    now,
    account,
    healthDelayMs: HEALTH_DELAY_MS * timeScale,
    arn: (resource) => `arn:aws:servicediscovery:${region}:${account}:${resource}`,
  };
  const operations = {
    ...namespaceOperations(state),
    ...serviceOperations(state),
    ...serviceAttributeOperations(state),
    ...instanceOperations(state),
    ...discoveryOperations(state),
    ...operationOperations(state),
    ...taggingOperations(state),
  };
  const lookup: Lookup = (name, type) => answerFrom(state, name, type, (seconds) => Math.ceil(seconds * timeScale));
  return {
    service: { operations },
    instances: createInstanceRegistry(state),
    lookup,
    resolve: (name) => {
      const answer = lookup(name, 'A');
      return answer.kind === 'found' ? answer.records.flatMap(({ data }) => (typeof data === 'string' ? [data] : [])) : [];
    },
    snapshot: () => saveState(state),
  };
}
