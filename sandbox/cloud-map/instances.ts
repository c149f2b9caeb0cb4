import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { page } from '../json-api/page.ts';
import type { Operation } from '../wire/service.ts';
import { customHealthNotFound, instanceNotFound, invalidInput } from './errors.ts';
import { cloudMapOperation, creatorRequestId, id, paging } from './inputs.ts';
import { serviceOf } from './services.ts';
import { hasRecord, type CloudMapState, type DiscoveryService, type Instance } from './state.ts';

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
      const cut = page(serviceOf(state, ServiceId).instances.values(), (instance) => instance.id, MaxResults, NextToken);
      if (cut === undefined) throw invalidInput('NextToken is invalid.');
      return { Instances: cut.items.map(({ id, attributes }) => ({ Id: id, Attributes: attributes })), NextToken: cut.next };
    }),
    UpdateInstanceCustomHealthStatus: cloudMapOperation(z.object({ ...named, Status: z.enum(['HEALTHY', 'UNHEALTHY']) }), ({ ServiceId, InstanceId, Status }) => {
      const service = serviceOf(state, ServiceId);
      if (!service.customHealth) throw customHealthNotFound(service.id);
      instanceOf(service, InstanceId).health = Status;
      return {};
    }),
  };
}

/** Enters an instance, in place of one of that id: an upsert. */
export function putInstance(service: DiscoveryService, id: string, attributes: Readonly<Record<string, string>>, creatorRequestId: string): void {
  service.instances.set(id, { id, attributes, creatorRequestId, health: attributes['AWS_INIT_HEALTH_STATUS'] === 'UNHEALTHY' ? 'UNHEALTHY' : 'HEALTHY' });
  service.revision += 1;
}

/** Takes an instance out; one that is not there is fine. */
export function removeInstance(service: DiscoveryService, id: string): void {
  if (service.instances.delete(id)) service.revision += 1;
}

function requestRegistration(state: CloudMapState, { ServiceId, InstanceId, Attributes, CreatorRequestId }: z.output<typeof registration>): string {
  const service = serviceOf(state, ServiceId);
  const fault = attributesFault(service, Attributes);
  if (fault !== undefined) throw invalidInput(fault);
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

const MAX_CUSTOM_ATTRIBUTES = 30;

function attributesFault(service: DiscoveryService, attributes: Readonly<Record<string, string>>): string | undefined {
  const [ipv4, ipv6, port] = [attributes['AWS_INSTANCE_IPV4'], attributes['AWS_INSTANCE_IPV6'], attributes['AWS_INSTANCE_PORT']];
  if (Object.keys(attributes).filter((name) => !name.startsWith('AWS_')).length > MAX_CUSTOM_ATTRIBUTES) return `At most ${MAX_CUSTOM_ATTRIBUTES} custom attributes are allowed.`;
  if (ipv4 !== undefined && !isIPv4(ipv4)) return `AWS_INSTANCE_IPV4 is not an IPv4 address: '${ipv4}'.`;
  if (ipv6 !== undefined && !isIPv6(ipv6)) return `AWS_INSTANCE_IPV6 is not an IPv6 address: '${ipv6}'.`;
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) return `AWS_INSTANCE_PORT is not a port: '${port}'.`;
  if (hasRecord(service, 'A') && ipv4 === undefined) return 'The service has A records: AWS_INSTANCE_IPV4 is needed.';
  if (hasRecord(service, 'AAAA') && ipv6 === undefined) return 'The service has AAAA records: AWS_INSTANCE_IPV6 is needed.';
  if (hasRecord(service, 'SRV') && (port === undefined || (ipv4 ?? ipv6) === undefined)) return 'The service has SRV records: AWS_INSTANCE_PORT and an address are needed.';
  if (hasRecord(service, 'CNAME') && attributes['AWS_INSTANCE_CNAME'] === undefined) return 'The service has a CNAME record: AWS_INSTANCE_CNAME is needed.';
  const initial = attributes['AWS_INIT_HEALTH_STATUS'];
  if (initial !== undefined && initial !== 'HEALTHY' && initial !== 'UNHEALTHY') return `AWS_INIT_HEALTH_STATUS must be HEALTHY or UNHEALTHY: '${initial}'.`;
  if (initial !== undefined && !service.customHealth) return 'AWS_INIT_HEALTH_STATUS is only for services with HealthCheckCustomConfig.';
}
