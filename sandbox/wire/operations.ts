import type { Service } from './service.ts';
import { SERVICE_NAMES, type ServiceName } from './service-models.ts';

export type Services = Readonly<Partial<Record<ServiceName, Service>>>;

/** Every operation there is, by service: the whole of what the sandbox offers of AWS. Both in order of their names. */
export function listOperations(services: Services): Readonly<Partial<Record<ServiceName, readonly string[]>>> {
  const offered = SERVICE_NAMES.toSorted().flatMap((name) => {
    const operations = services[name]?.operations;
    return operations ? [[name, Object.keys(operations).toSorted()] as const] : [];
  });
  return Object.fromEntries(offered);
}
