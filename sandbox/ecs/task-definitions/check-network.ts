import type { ContainerDefinition } from './container-definition.ts';
import type { Registration } from './registration.ts';

/** What is wrong with ports and network members for this network mode, in words, or `undefined`. */
export function networkFault({ networkMode, containerDefinitions }: Registration): string | undefined {
  const mappings = containerDefinitions.flatMap(({ portMappings }) => portMappings);
  const names = mappings.flatMap(({ name }) => name ?? []);
  if (new Set(names).size < names.length) return 'The names of port mappings must be unique within a task definition.';
  if (networkMode === 'none' && mappings.length > 0) return "Port mappings are not supported when networkMode=none.";
  if (networkMode !== 'awsvpc' && networkMode !== 'host') return undefined;
  if (mappings.some(({ containerPort, hostPort }) => hostPort !== undefined && hostPort !== containerPort)) {
    return `When networkMode=${networkMode}, the host ports and container ports in port mappings must match.`;
  }
  const ports = mappings.map(({ containerPort, containerPortRange, protocol }) => `${containerPort ?? containerPortRange}/${protocol}`);
  if (new Set(ports).size < ports.length) return 'Containers of one task cannot use the same port.';
  if (containerDefinitions.some(({ links }) => isGiven(links))) return `Links are not supported when networkMode=${networkMode}.`;
  const member = networkMode === 'awsvpc' ? OWN_NETWORK_LACKS.find((name) => containerDefinitions.some((container) => isGiven(container[name]))) : undefined;
  return member && `The parameter '${member}' is not supported when networkMode=awsvpc.`;
}

const OWN_NETWORK_LACKS: readonly (keyof ContainerDefinition)[] = ['hostname', 'dnsServers', 'dnsSearchDomains', 'extraHosts', 'disableNetworking'];

export function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}
