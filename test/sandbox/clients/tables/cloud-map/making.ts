import type { Ask, Ids, Input } from '../../row.ts';
import { untilDone, untilNamespace } from '../waiting.ts';

export const MAP = 'servicediscovery';
export const DNS = { DnsRecords: [{ Type: 'A', TTL: 10 }] };

export const makeNamespace = async (ask: Ask, Name: string) => await untilNamespace(ask, await ask(MAP, 'CreateHttpNamespace', { Name }, 'OperationId'));
export const makeService = (ask: Ask, NamespaceId: string, Name: string, more: object = {}) => ask(MAP, 'CreateService', { Name, NamespaceId, ...more }, 'Service.Id');
export const makeInstance = async (ask: Ask, ServiceId: string, InstanceId: string, more: object = {}) =>
  await untilDone(ask, await ask(MAP, 'RegisterInstance', { ServiceId, InstanceId, Attributes: { AWS_INSTANCE_IPV4: '127.0.0.1', AWS_INSTANCE_PORT: '8080', ...more } }, 'OperationId'));

export const ownNamespace = (name: string) => async (ask: Ask) => ({ own: await makeNamespace(ask, name) });
export const ownService = (name: string, more: object = {}) => async (ask: Ask, { http = '' }: Ids) => ({ own: await makeService(ask, http, name, more) });
export const dnsService = (name: string) => async (ask: Ask, { dns = '' }: Ids) => ({ own: await makeService(ask, dns, name, { DnsConfig: DNS }) });
export const ownInstance = (name: string, more: object = {}) => async (ask: Ask, ids: Ids) => {
  const { own } = await ownService(name, more)(ask, ids);
  await makeInstance(ask, own, 'one');
  return { own };
};

export async function arnOfService(ask: Ask, { own }: { readonly own: string }): Promise<Ids> {
  return { own, arn: await ask(MAP, 'GetService', { Id: own }, 'Service.Arn') };
}

export function named(name: string): Input {
  return { Filters: [{ Name: 'NAME', Values: [name], Condition: 'EQ' }] };
}
