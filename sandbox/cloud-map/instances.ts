import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import { customHealthNotFound, instanceNotFound, invalidInput, limitExceeded } from './errors.ts';
import { cloudMapOperation, creatorRequestId, id, pageOf, paging } from './inputs.ts';
import { attributesFault } from './instance-attributes.ts';
import { serviceOf } from './services.ts';
import { healthOf, type CloudMapState, type DiscoveryService, type Health, type Instance } from './state.ts';

const instanceId = z.string().regex(/^[0-9a-zA-Z_/:.@-]{1,64}$/);
const named = { ServiceId: id, InstanceId: instanceId };
const registration = z.object({ ...named, Attributes: z.record(z.string().min(1).max(255), z.string().max(1024)), CreatorRequestId: creatorRequestId });

export function instanceOperations(state: CloudMapState): Readonly<Record<string, Operation>> {
  return {
    RegisterInstance: cloudMapOperation(registration, (input) => ({ OperationId: requestRegistration(state, input) })),
    DeregisterInstance: cloudMapOperation(z.object(named), ({ ServiceId, InstanceId }) => {
      const service = serviceOf(state, ServiceId);
      instanceOf(service, InstanceId);
      const OperationId = state.operations.submit({
        type: 'DEREGISTER_INSTANCE',
        subject: `${service.id}/${InstanceId}`,
        targets: { INSTANCE: InstanceId, SERVICE: service.id },
        work: () => removeInstance(service, InstanceId),
      });
      return { OperationId };
    }),
    GetInstance: cloudMapOperation(z.object(named), ({ ServiceId, InstanceId }) => {
      const instance = instanceOf(serviceOf(state, ServiceId), InstanceId);
      return { Instance: { Id: instance.id, CreatorRequestId: instance.creatorRequestId, Attributes: instance.attributes } };
    }),
    ListInstances: cloudMapOperation(z.object({ ServiceId: id, ...paging }), ({ ServiceId, MaxResults, NextToken }) => {
      const cut = pageOf(serviceOf(state, ServiceId).instances.values(), (instance) => instance.id, MaxResults, NextToken);
      return { Instances: cut.items.map(({ id, attributes }) => ({ Id: id, Attributes: attributes })), NextToken: cut.next };
    }),
    UpdateInstanceCustomHealthStatus: cloudMapOperation(z.object({ ...named, Status: z.enum(['HEALTHY', 'UNHEALTHY']) }), ({ ServiceId, InstanceId, Status }) => {
      const service = serviceOf(state, ServiceId);
      if (!service.customHealth) throw customHealthNotFound(service.id);
      reportHealth(state, instanceOf(service, InstanceId), Status);
      return {};
    }),
    GetInstancesHealthStatus: cloudMapOperation(z.object({ ServiceId: id, Instances: z.array(instanceId).min(1).max(100).optional(), ...paging }), ({ ServiceId, Instances, MaxResults, NextToken }) => {
      const service = serviceOf(state, ServiceId);
      const asked = Instances?.map((each) => instanceOf(service, each)) ?? [...service.instances.values()];
      const cut = pageOf(asked, (instance) => instance.id, MaxResults, NextToken);
      return { Status: Object.fromEntries(cut.items.map((instance) => [instance.id, service.customHealth ? healthOf(instance, state.now()) : 'UNKNOWN'])), NextToken: cut.next };
    }),
  };
}

/** Enters an instance, in place of one of that id: an upsert. */
export function putInstance(service: DiscoveryService, id: string, attributes: Readonly<Record<string, string>>, creatorRequestId: string): void {
  const initial: Health = attributes['AWS_INIT_HEALTH_STATUS'] === 'UNHEALTHY' ? 'UNHEALTHY' : 'HEALTHY';
  service.instances.set(id, { id, attributes, creatorRequestId, health: [{ status: initial, from: 0 }] });
  service.revision += 1;
}

/** Takes an instance out; one that is not there is fine. */
export function removeInstance(service: DiscoveryService, id: string): void {
  if (service.instances.delete(id)) service.revision += 1;
}

/** AWS stops using an instance, or uses it again, some thirty seconds after it was told. */
export function reportHealth({ now, healthDelayMs }: CloudMapState, instance: Instance, status: Health): void {
  instance.health = [{ status: healthOf(instance, now()), from: 0 }, ...instance.health.filter(({ from }) => from > now()), { status, from: now() + healthDelayMs }].slice(-MAX_REPORTS);
}

const MAX_REPORTS = 10;
const MAX_INSTANCES = 1_000;
const MAX_IN_NAMESPACE = { DNS_PRIVATE: 2_000, HTTP: 6_000 } as const;

function requireRoom(state: CloudMapState, { namespace, instances }: DiscoveryService): void {
  const inNamespace = [...state.services.values()].filter((service) => service.namespace === namespace).reduce((sum, service) => sum + service.instances.size, 0);
  if (instances.size >= MAX_INSTANCES) throw limitExceeded(`A service can have at most ${MAX_INSTANCES} instances.`);
  if (inNamespace >= MAX_IN_NAMESPACE[namespace.type]) throw limitExceeded(`A namespace of type ${namespace.type} can have at most ${MAX_IN_NAMESPACE[namespace.type]} instances.`);
}

function requestRegistration(state: CloudMapState, { ServiceId, InstanceId, Attributes, CreatorRequestId }: z.output<typeof registration>): string {
  const service = serviceOf(state, ServiceId);
  const fault = attributesFault(service, Attributes);
  if (fault !== undefined) throw invalidInput(fault);
  if (!service.instances.has(InstanceId)) requireRoom(state, service);
  const identity = JSON.stringify([service.id, InstanceId, Attributes, CreatorRequestId]);
  const request = {
    type: 'REGISTER_INSTANCE',
    subject: `${service.id}/${InstanceId}`,
    targets: { INSTANCE: InstanceId, SERVICE: service.id },
    identity,
    work: () => putInstance(serviceOf(state, service.id), InstanceId, Attributes, CreatorRequestId),
    stands: () => service.instances.get(InstanceId)?.creatorRequestId === CreatorRequestId,
  } as const;
  return state.operations.repeated(identity) ?? state.operations.submit(request);
}

function instanceOf(service: DiscoveryService, id: string): Instance {
  const instance = service.instances.get(id);
  if (instance === undefined) throw instanceNotFound(id);
  return instance;
}
