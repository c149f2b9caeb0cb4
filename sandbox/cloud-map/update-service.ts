import { z } from 'zod';
import { invalidInput } from './errors.ts';
import { description, id } from './inputs.ts';
import { recordList, recordsFault } from './records.ts';
import { hasRecord, type CloudMapState, type DiscoveryService } from './state.ts';

export const updateInput = z.object({
  Id: id,
  Service: z.object({ Description: description.optional(), DnsConfig: z.object({ DnsRecords: recordList }).optional(), HealthCheckConfig: z.looseObject({}).optional() }),
});

/** The records that are given are those that it has from then on; records left out, or all, are deleted. A custom health check stays for life. */
export function requestUpdate(state: CloudMapState, service: DiscoveryService, { Description, DnsConfig, HealthCheckConfig }: z.output<typeof updateInput>['Service']): string {
  if (service.namespace.type === 'HTTP') throw invalidInput('Services in HTTP namespaces cannot be updated.');
  if (HealthCheckConfig !== undefined) throw invalidInput('HealthCheckConfig is for public DNS namespaces only.');
  const added = DnsConfig?.DnsRecords.find(({ Type }) => !hasRecord(service, Type));
  if (added) throw invalidInput(`The service has no ${added.Type} record, and record types cannot be added.`);
  const fault = recordsFault(DnsConfig?.DnsRecords ?? [], service.dns?.RoutingPolicy);
  if (fault !== undefined) throw invalidInput(fault);
  const work = () => {
    service.description = Description ?? service.description;
    service.dns = service.dns && DnsConfig ? { ...service.dns, DnsRecords: DnsConfig.DnsRecords } : undefined;
  };
  return state.operations.submit({ type: 'UPDATE_SERVICE', subject: service.id, targets: { SERVICE: service.id }, work });
}
