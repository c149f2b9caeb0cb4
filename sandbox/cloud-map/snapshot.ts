import type { Snapshot } from '../state/snapshot.ts';
import { isUnderWay, type LoggedOperation, type OperationRequest } from './operation-log.ts';
import type { CloudMapState, DiscoveryService, Instance, Namespace } from './state.ts';

type Pairs = readonly (readonly [string, string])[];
type SavedNamespace = Omit<Namespace, 'tags' | 'createDate'> & { readonly tags: Pairs; readonly createDate: number };
type SavedService = Omit<DiscoveryService, 'tags' | 'createDate' | 'namespace' | 'instances'> & { readonly tags: Pairs; readonly createDate: number; readonly namespaceId: string; readonly instances: readonly Instance[] };
type SavedOperation = Pick<LoggedOperation, 'id' | 'status' | 'error'> & Pick<OperationRequest, 'type' | 'subject' | 'targets'> & { readonly createDate: number; readonly updateDate: number };

interface Saved {
  readonly namespaces: readonly SavedNamespace[];
  readonly services: readonly SavedService[];
  readonly operations: readonly SavedOperation[];
}

export function saveState({ namespaces, services, operations }: CloudMapState): Snapshot {
  const saved: Saved = {
    namespaces: [...namespaces.values()].map((namespace) => ({ ...namespace, tags: [...namespace.tags], createDate: namespace.createDate.getTime() })),
    services: [...services.values()].map(({ namespace, ...service }) => ({ ...service, namespaceId: namespace.id, tags: [...service.tags], createDate: service.createDate.getTime(), instances: [...service.instances.values()] })),
    operations: [...operations.all.values()].map(saveOperation),
  };
  // Members that are undefined are not there in JSON.
  return JSON.parse(JSON.stringify(saved)) as Snapshot;
}

/** An operation that was under way when the snapshot was taken has failed: nobody does its work any more. */
function saveOperation({ id, status, error, createDate, updateDate, request: { type, subject, targets } }: LoggedOperation): SavedOperation {
  const end = isUnderWay({ status }) ? { status: 'FAIL' as const, error: { code: 'INTERNAL_FAILURE', message: 'The sandbox was restarted.' } } : { status, ...(error ? { error } : {}) };
  return { id, type, subject, targets, ...end, createDate: createDate.getTime(), updateDate: updateDate.getTime() };
}

export function restoreState(snapshot: Snapshot | undefined): Pick<CloudMapState, 'namespaces' | 'services'> & { readonly operations: readonly LoggedOperation[] } {
  const saved = (snapshot ?? { namespaces: [], services: [], operations: [] }) as unknown as Saved;
  const namespaces = new Map(saved.namespaces.map((namespace): [string, Namespace] => [namespace.id, { ...namespace, description: namespace.description, tags: new Map(namespace.tags), createDate: new Date(namespace.createDate) }]));
  const services = saved.services.flatMap(({ namespaceId, ...service }): [string, DiscoveryService][] => {
    const namespace = namespaces.get(namespaceId);
    const instances = new Map(service.instances.map((instance) => [instance.id, instance]));
    return namespace ? [[service.id, { ...service, namespace, instances, tags: new Map(service.tags), createDate: new Date(service.createDate) }]] : [];
  });
  const operations = saved.operations.map(({ type, subject, targets, createDate, updateDate, ...operation }): LoggedOperation => ({ ...operation, createDate: new Date(createDate), updateDate: new Date(updateDate), request: { type, subject, targets, work: () => undefined } }));
  return { namespaces, services: new Map(services), operations };
}
