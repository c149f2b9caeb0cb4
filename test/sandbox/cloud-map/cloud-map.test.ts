import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CreateHttpNamespaceCommand,
  CreatePrivateDnsNamespaceCommand,
  CreateServiceCommand,
  DeleteNamespaceCommand,
  DeleteServiceAttributesCommand,
  DeleteServiceCommand,
  DeregisterInstanceCommand,
  DiscoverInstancesCommand,
  DiscoverInstancesRevisionCommand,
  GetInstanceCommand,
  GetInstancesHealthStatusCommand,
  GetNamespaceCommand,
  GetOperationCommand,
  GetServiceAttributesCommand,
  GetServiceCommand,
  ListInstancesCommand,
  ListNamespacesCommand,
  ListOperationsCommand,
  ListServicesCommand,
  ListTagsForResourceCommand,
  RegisterInstanceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateHttpNamespaceCommand,
  UpdateInstanceCustomHealthStatusCommand,
  UpdatePrivateDnsNamespaceCommand,
  UpdateServiceAttributesCommand,
  UpdateServiceCommand,
  type CreateServiceCommandInput,
  type DiscoverInstancesCommandInput,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-servicediscovery';
import { createCloudMap } from '../../../sandbox/cloud-map/cloud-map.ts';
import { until } from '../../support/until.ts';
import { startAwsClients } from '../support/aws-clients.ts';

let ahead = 0;
const { service, resolve } = createCloudMap({ region: 'us-east-1', account: '000000000000', now: () => Date.now() + ahead, timeScale: 0.5 });
let clients: Awaited<ReturnType<typeof startAwsClients>>;
let count = 0;

beforeAll(async () => {
  clients = await startAwsClients({ servicediscovery: service });
});
afterAll(() => clients.close());

const send: Awaited<ReturnType<typeof startAwsClients>>['cloudMap']['send'] = ((command: never) => clients.cloudMap.send(command)) as never;

/** The operation once it has ended. */
const ended = ({ OperationId }: { OperationId?: string | undefined }) => until(async () => [(await send(new GetOperationCommand({ OperationId }))).Operation].find((operation) => operation?.Status === 'SUCCESS' || operation?.Status === 'FAIL'));

async function namespace(): Promise<{ id: string; name: string }> {
  const name = `n${(count += 1)}.internal`;
  const { Targets } = await ended(await send(new CreatePrivateDnsNamespaceCommand({ Name: name, Vpc: 'vpc-1' })));
  return { id: Targets?.NAMESPACE ?? '', name };
}
const createService = (NamespaceId: string, changes: Partial<CreateServiceCommandInput> = {}) => send(new CreateServiceCommand({ Name: 'web', NamespaceId, DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 5 }] }, ...changes }));

describe('a namespace', () => {
  test('is there when its operation has succeeded, and not before', async () => {
    const answer = await send(new CreatePrivateDnsNamespaceCommand({ Name: 'late.internal', Vpc: 'vpc-1', CreatorRequestId: 'mine', Tags: [{ Key: 'made-by', Value: 'test' }] }));
    const operation = await ended(answer);
    expect(operation).toMatchObject({ Type: 'CREATE_NAMESPACE', Status: 'SUCCESS' });
    const { Namespace } = await send(new GetNamespaceCommand({ Id: operation.Targets?.NAMESPACE }));
    expect(Namespace).toMatchObject({ Name: 'late.internal', Type: 'DNS_PRIVATE', ServiceCount: 0, Properties: { HttpProperties: { HttpName: 'late.internal' } } });
    expect(await send(new ListTagsForResourceCommand({ ResourceARN: Namespace?.Arn }))).toMatchObject({ Tags: [{ Key: 'made-by', Value: 'test' }] });
  });

  test('asked for again with the same creator’s id is the same operation, with another is refused', async () => {
    const input = { Name: 'twice.internal', Vpc: 'vpc-1', CreatorRequestId: 'first' };
    const { OperationId } = await send(new CreatePrivateDnsNamespaceCommand(input));
    expect((await send(new CreatePrivateDnsNamespaceCommand(input))).OperationId).toBe(OperationId);
    await ended({ OperationId });
    expect((await send(new CreatePrivateDnsNamespaceCommand(input))).OperationId).toBe(OperationId);
    await expect(send(new CreatePrivateDnsNamespaceCommand({ ...input, CreatorRequestId: 'second' }))).rejects.toMatchObject({ name: 'NamespaceAlreadyExists' });
    await expect(send(new CreateHttpNamespaceCommand({ Name: 'twice.internal' }))).rejects.toMatchObject({ name: 'NamespaceAlreadyExists' });
  });

  test('can be made anew by the same request after it was deleted', async () => {
    const input = { Name: 'phoenix.internal', Vpc: 'vpc-1', CreatorRequestId: 'always' };
    const first = await ended(await send(new CreatePrivateDnsNamespaceCommand(input)));
    await ended(await send(new DeleteNamespaceCommand({ Id: first.Targets?.NAMESPACE })));
    const second = await ended(await send(new CreatePrivateDnsNamespaceCommand(input)));
    expect(second.Targets?.NAMESPACE).not.toBe(first.Targets?.NAMESPACE);
  });

  test('is deleted only when it has no services', async () => {
    const { id } = await namespace();
    const { Service } = await createService(id);
    await expect(send(new DeleteNamespaceCommand({ Id: id }))).rejects.toMatchObject({ name: 'ResourceInUse' });
    await send(new DeleteServiceCommand({ Id: Service?.Id }));
    await ended(await send(new DeleteNamespaceCommand({ Id: id })));
    await expect(send(new GetNamespaceCommand({ Id: id }))).rejects.toMatchObject({ name: 'NamespaceNotFound' });
  });

  test('changes its description and the time of its "there is nothing" by an operation', async () => {
    const { id } = await namespace();
    await ended(await send(new UpdatePrivateDnsNamespaceCommand({ Id: id, Namespace: { Description: 'new', Properties: { DnsProperties: { SOA: { TTL: 60 } } } } })));
    expect((await send(new GetNamespaceCommand({ Id: id }))).Namespace).toMatchObject({ Description: 'new', Properties: { DnsProperties: { SOA: { TTL: 60 } } } });
    await expect(send(new UpdateHttpNamespaceCommand({ Id: id, Namespace: { Description: 'x' } }))).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  test('is found by its name and type, page by page', async () => {
    const { name } = await namespace();
    const named = async (Name: 'NAME' | 'TYPE', value: string) => (await send(new ListNamespacesCommand({ Filters: [{ Name, Values: [value] }] }))).Namespaces?.map((each) => each.Name);
    expect(await named('NAME', name)).toEqual([name]);
    expect(await named('TYPE', 'HTTP')).toEqual([]);
    const beginning = await send(new ListNamespacesCommand({ Filters: [{ Name: 'NAME', Values: [name.slice(0, -4)], Condition: 'BEGINS_WITH' }] }));
    expect(beginning.Namespaces?.map((each) => each.Name)).toEqual([name]);
    expect((await send(new ListNamespacesCommand({ Filters: [{ Name: 'RESOURCE_OWNER', Values: ['OTHER_ACCOUNTS'] }] }))).Namespaces).toEqual([]);
    const first = await send(new ListNamespacesCommand({ MaxResults: 1 }));
    const second = await send(new ListNamespacesCommand({ MaxResults: 1, NextToken: first.NextToken }));
    expect(second.Namespaces?.[0]?.Name).not.toBe(first.Namespaces?.[0]?.Name);
    await expect(send(new ListNamespacesCommand({ NextToken: 'made up' }))).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});

describe('a service', () => {
  let id: string;
  beforeEach(async () => {
    ({ id } = await namespace());
  });

  test('is created at once and deleted at once', async () => {
    const { Service } = await createService(id, { HealthCheckCustomConfig: {}, Description: 'the web' });
    expect(Service).toMatchObject({ Name: 'web', NamespaceId: id, InstanceCount: 0, HealthCheckCustomConfig: { FailureThreshold: 1 }, DnsConfig: { RoutingPolicy: 'MULTIVALUE' } });
    expect((await send(new ListServicesCommand({ Filters: [{ Name: 'NAMESPACE_ID', Values: [id] }] }))).Services?.map(({ Id }) => Id)).toEqual([Service?.Id]);
    await send(new DeleteServiceCommand({ Id: Service?.Id }));
    await expect(send(new GetServiceCommand({ Id: Service?.Id }))).rejects.toMatchObject({ name: 'ServiceNotFound' });
  });

  test('of a name that is taken is refused, with the id of the one that is there; the same request again is answered with it', async () => {
    const { Service } = await createService(id, { CreatorRequestId: 'mine' });
    expect((await createService(id, { CreatorRequestId: 'mine' })).Service?.Id).toBe(Service?.Id);
    await expect(createService(id, { CreatorRequestId: 'yours' })).rejects.toMatchObject({ name: 'ServiceAlreadyExists' });
    expect(() => service.operations['CreateService']?.({ Name: 'web', NamespaceId: id, DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 5 }] } })).toThrow(expect.objectContaining({ details: expect.objectContaining({ ServiceId: Service?.Id, CreatorRequestId: 'mine' }) }));
    await expect(createService(id, { CreatorRequestId: 'mine', Description: 'other' })).rejects.toMatchObject({ name: 'ServiceAlreadyExists' });
  });

  test('is updated by an operation: times change, records left out are deleted, the custom health check stays', async () => {
    const { Service } = await createService(id, { HealthCheckCustomConfig: {}, DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 5 }, { Type: 'AAAA', TTL: 5 }] } });
    const after = async (change: UpdateServiceCommandInput['Service']) => {
      expect(await ended(await send(new UpdateServiceCommand({ Id: Service?.Id, Service: change })))).toMatchObject({ Type: 'UPDATE_SERVICE', Status: 'SUCCESS', Targets: { SERVICE: Service?.Id } });
      return (await send(new GetServiceCommand({ Id: Service?.Id }))).Service;
    };
    expect(await after({ Description: 'new', DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 60 }] } })).toMatchObject({ Description: 'new', DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 60 }] }, HealthCheckCustomConfig: { FailureThreshold: 1 } });
    await expect(after({ DnsConfig: { DnsRecords: [{ Type: 'AAAA', TTL: 5 }] } })).rejects.toMatchObject({ name: 'InvalidInput' });
    expect((await after({}))?.DnsConfig).toBeUndefined();
  });

  test('has notes that change', async () => {
    const { Service } = await createService(id);
    const notes = async () => (await send(new GetServiceAttributesCommand({ ServiceId: Service?.Id }))).ServiceAttributes?.Attributes;
    await send(new UpdateServiceAttributesCommand({ ServiceId: Service?.Id, Attributes: { owner: 'me', port: '80' } }));
    await send(new DeleteServiceAttributesCommand({ ServiceId: Service?.Id, Attributes: ['port'] }));
    expect(await notes()).toEqual({ owner: 'me' });
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`k${i}`, 'v']));
    await expect(send(new UpdateServiceAttributesCommand({ ServiceId: Service?.Id, Attributes: many }))).rejects.toMatchObject({ name: 'ServiceAttributesLimitExceededException' });
    expect(await notes()).toEqual({ owner: 'me' });
  });

  test('has tags that change', async () => {
    const { Service } = await createService(id, { Tags: [{ Key: 'a', Value: '1' }] });
    await send(new TagResourceCommand({ ResourceARN: Service?.Arn, Tags: [{ Key: 'b', Value: '2' }] }));
    await send(new UntagResourceCommand({ ResourceARN: Service?.Arn, TagKeys: ['a'] }));
    expect((await send(new ListTagsForResourceCommand({ ResourceARN: Service?.Arn }))).Tags).toEqual([{ Key: 'b', Value: '2' }]);
    await expect(send(new TagResourceCommand({ ResourceARN: 'arn:none', Tags: [] }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    await expect(send(new TagResourceCommand({ ResourceARN: Service?.Arn, Tags: many }))).rejects.toMatchObject({ name: 'TooManyTagsException' });
  });
});

describe('an instance', () => {
  let ServiceId: string;
  let name: string;
  const register = async (InstanceId: string, address: string, more: Record<string, string> = {}) => ended(await send(new RegisterInstanceCommand({ ServiceId, InstanceId, Attributes: { AWS_INSTANCE_IPV4: address, ...more } })));
  const discover = async (input: Partial<DiscoverInstancesCommandInput> = {}) =>
    (await send(new DiscoverInstancesCommand({ NamespaceName: name, ServiceName: 'web', ...input }))).Instances?.map(({ InstanceId }) => InstanceId).toSorted();
  const revision = async () => (await send(new DiscoverInstancesRevisionCommand({ NamespaceName: name, ServiceName: 'web' }))).InstancesRevision;

  beforeEach(async () => {
    const made = await namespace();
    ({ name } = made);
    ServiceId = (await createService(made.id, { HealthCheckCustomConfig: {} })).Service?.Id ?? '';
  });

  test('is registered by an operation, replaced by the next, and found by API and by name', async () => {
    await register('i-1', '10.0.0.1');
    await register('i-1', '10.0.0.2', { EDITION: '2' });
    expect((await send(new GetInstanceCommand({ ServiceId, InstanceId: 'i-1' }))).Instance?.Attributes).toEqual({ AWS_INSTANCE_IPV4: '10.0.0.2', EDITION: '2' });
    expect((await send(new ListInstancesCommand({ ServiceId }))).Instances).toHaveLength(1);
    expect(resolve(`web.${name}`)).toEqual(['10.0.0.2']);
    expect(resolve(`WEB.${name.toUpperCase()}.`)).toEqual(['10.0.0.2']);
    await expect(send(new DeleteServiceCommand({ Id: ServiceId }))).rejects.toMatchObject({ name: 'ResourceInUse' });
    await ended(await send(new DeregisterInstanceCommand({ ServiceId, InstanceId: 'i-1' })));
    expect(resolve(`web.${name}`)).toEqual([]);
    await expect(send(new DeregisterInstanceCommand({ ServiceId, InstanceId: 'i-1' }))).rejects.toMatchObject({ name: 'InstanceNotFound' });
  });

  test('has one operation at a time', async () => {
    const input = { ServiceId, InstanceId: 'i-1', Attributes: { AWS_INSTANCE_IPV4: '10.0.0.1' } };
    // Not over the wire: all three within the few milliseconds that the first takes.
    const request = (CreatorRequestId: string) => service.operations['RegisterInstance']?.({ ...input, CreatorRequestId }) as { OperationId: string };
    const { OperationId } = request('one');
    expect(request('one').OperationId).toBe(OperationId);
    expect(() => request('two')).toThrow(expect.objectContaining({ code: 'DuplicateRequest', details: { DuplicateOperationId: OperationId } }));
    await ended({ OperationId });
    expect((await send(new ListOperationsCommand({ Filters: [{ Name: 'SERVICE_ID', Values: [ServiceId] }] }))).Operations).toEqual([{ Id: OperationId, Status: 'SUCCESS' }]);
    const between = (...Values: string[]) => send(new ListOperationsCommand({ Filters: [{ Name: 'SERVICE_ID', Values: [ServiceId] }, { Name: 'UPDATE_DATE', Values, Condition: 'BETWEEN' }] }));
    const seconds = (Date.now() + ahead) / 1_000;
    expect((await between(`${seconds - 60}`, `${seconds + 60}`)).Operations).toHaveLength(1);
    expect((await between(`${seconds - 120}`, `${seconds - 60}`)).Operations).toEqual([]);
  });

  test('that is unhealthy is left out, unless all are', async () => {
    await register('i-1', '10.0.0.1');
    await register('i-2', '10.0.0.2', { AWS_INIT_HEALTH_STATUS: 'UNHEALTHY' });
    const before = await revision();
    expect(await discover({ HealthStatus: 'HEALTHY' })).toEqual(['i-1']);
    expect(await discover({ HealthStatus: 'UNHEALTHY' })).toEqual(['i-2']);
    expect(await discover({ HealthStatus: 'ALL' })).toEqual(['i-1', 'i-2']);
    expect(resolve(`web.${name}`)).toEqual(['10.0.0.1']);

    await send(new UpdateInstanceCustomHealthStatusCommand({ ServiceId, InstanceId: 'i-1', Status: 'UNHEALTHY' }));
    expect(await discover({ HealthStatus: 'HEALTHY' })).toEqual(['i-1']);
    // AWS takes about half a minute, here half of that.
    ahead += 16_000;
    expect(await discover({ HealthStatus: 'HEALTHY' })).toEqual([]);
    expect((await send(new GetInstancesHealthStatusCommand({ ServiceId }))).Status).toEqual({ 'i-1': 'UNHEALTHY', 'i-2': 'UNHEALTHY' });
    expect((await send(new GetInstancesHealthStatusCommand({ ServiceId, Instances: ['i-2'] }))).Status).toEqual({ 'i-2': 'UNHEALTHY' });
    await expect(send(new GetInstancesHealthStatusCommand({ ServiceId, Instances: ['i-9'] }))).rejects.toMatchObject({ name: 'InstanceNotFound' });
    expect(await discover({ HealthStatus: 'HEALTHY_OR_ELSE_ALL' })).toEqual(['i-1', 'i-2']);
    expect(resolve(`web.${name}`).toSorted()).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(await revision()).toBe(before);
    await register('i-3', '10.0.0.3');
    expect(await revision()).toBeGreaterThan(before ?? 0);
  });

  test('is chosen by its attributes: demanded ones must match, optional ones if any does', async () => {
    await register('i-1', '10.0.0.1', { EDITION: '1' });
    await register('i-2', '10.0.0.2', { EDITION: '2' });
    expect(await discover({ QueryParameters: { EDITION: '2' } })).toEqual(['i-2']);
    expect(await discover({ QueryParameters: { EDITION: '3' } })).toEqual([]);
    expect(await discover({ OptionalParameters: { EDITION: '1' } })).toEqual(['i-1']);
    expect(await discover({ OptionalParameters: { EDITION: '3' } })).toEqual(['i-1', 'i-2']);
  });

  test('without what the records need is refused, as is a service or an instance that is not there', async () => {
    const attempt = (Attributes: Record<string, string>) => send(new RegisterInstanceCommand({ ServiceId, InstanceId: 'i-1', Attributes }));
    await expect(attempt({})).rejects.toMatchObject({ name: 'InvalidInput' });
    await expect(attempt({ AWS_INSTANCE_IPV4: '10.0.0.999' })).rejects.toMatchObject({ name: 'InvalidInput' });
    await expect(send(new RegisterInstanceCommand({ ServiceId: 'srv-none', InstanceId: 'i-1', Attributes: {} }))).rejects.toMatchObject({ name: 'ServiceNotFound' });
    await expect(send(new UpdateInstanceCustomHealthStatusCommand({ ServiceId, InstanceId: 'i-9', Status: 'HEALTHY' }))).rejects.toMatchObject({ name: 'InstanceNotFound' });
    await expect(discover({ ServiceName: 'api' })).rejects.toMatchObject({ name: 'ServiceNotFound' });
    await expect(discover({ NamespaceName: 'api' })).rejects.toMatchObject({ name: 'NamespaceNotFound' });
    await expect(send(new GetOperationCommand({ OperationId: 'none' }))).rejects.toMatchObject({ name: 'OperationNotFound' });
  });
});

test('an HTTP namespace has services without DNS, whose instances have no health: every filter gives them all', async () => {
  const { Targets } = await ended(await send(new CreateHttpNamespaceCommand({ Name: 'api-only' })));
  await expect(createService(Targets?.NAMESPACE ?? '')).rejects.toMatchObject({ name: 'InvalidInput' });
  const { Service } = await createService(Targets?.NAMESPACE ?? '', { DnsConfig: undefined });
  await ended(await send(new RegisterInstanceCommand({ ServiceId: Service?.Id, InstanceId: 'i-1', Attributes: { URL: 'http://somewhere' } })));
  const { Instances } = await send(new DiscoverInstancesCommand({ NamespaceName: 'api-only', ServiceName: 'web', HealthStatus: 'UNHEALTHY' }));
  expect(Instances).toMatchObject([{ InstanceId: 'i-1', HealthStatus: 'UNKNOWN', Attributes: { URL: 'http://somewhere' } }]);
  expect(resolve('web.api-only')).toEqual([]);
  await expect(send(new UpdateInstanceCustomHealthStatusCommand({ ServiceId: Service?.Id, InstanceId: 'i-1', Status: 'HEALTHY' }))).rejects.toMatchObject({ name: 'CustomHealthNotFound' });
});
