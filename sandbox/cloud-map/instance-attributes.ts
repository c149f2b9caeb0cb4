import { isIPv4, isIPv6 } from 'node:net';
import { hasRecord, type DiscoveryService } from './state.ts';

type Attributes = Readonly<Record<string, string>>;

const MAX_CUSTOM = 30;
/** Attributes that Cloud Map gives a meaning, and what is wrong with a value of theirs; others of the prefix `AWS_` are not there. */
const RESERVED: Readonly<Record<string, (value: string) => boolean>> = {
  AWS_INSTANCE_IPV4: (value) => isIPv4(value),
  AWS_INSTANCE_IPV6: (value) => isIPv6(value),
  AWS_INSTANCE_PORT: (value) => /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535,
  AWS_INSTANCE_CNAME: (value) => value.length <= 255 && /^[\w-]{1,63}(\.[\w-]{1,63})*\.?$/.test(value),
  AWS_INIT_HEALTH_STATUS: (value) => value === 'HEALTHY' || value === 'UNHEALTHY',
};
const NOT_THERE: Readonly<Record<string, string>> = {
  AWS_ALIAS_DNS_NAME: 'AWS_ALIAS_DNS_NAME is not supported: the sandbox has no alias records; register the addresses as AWS_INSTANCE_IPV4.',
  AWS_EC2_INSTANCE_ID: 'AWS_EC2_INSTANCE_ID is not supported: the sandbox has no EC2 instances; register the address as AWS_INSTANCE_IPV4.',
};

/** What is wrong with the attributes of an instance of that service, in words. */
export function attributesFault(service: DiscoveryService, attributes: Attributes): string | undefined {
  return valuesFault(attributes) ?? recordsFault(service, attributes);
}

function valuesFault(attributes: Attributes): string | undefined {
  const names = Object.keys(attributes);
  if (names.filter((name) => !name.startsWith('AWS_')).length > MAX_CUSTOM) return `At most ${MAX_CUSTOM} custom attributes are allowed.`;
  for (const name of names.filter((each) => each.startsWith('AWS_'))) {
    if (Object.hasOwn(NOT_THERE, name)) return NOT_THERE[name];
    const isFine = Object.hasOwn(RESERVED, name) ? RESERVED[name] : undefined;
    if (!isFine) return `The attribute ${name} is not one of Cloud Map's; the prefix AWS_ is reserved.`;
    if (!isFine(attributes[name] ?? '')) return `The value of ${name} is not valid: '${attributes[name]}'.`;
  }
}

function recordsFault(service: DiscoveryService, attributes: Attributes): string | undefined {
  const has = (name: string) => Object.hasOwn(attributes, name);
  const hasAddress = has('AWS_INSTANCE_IPV4') || has('AWS_INSTANCE_IPV6');
  if (hasRecord(service, 'A') && !has('AWS_INSTANCE_IPV4')) return 'The service has A records: AWS_INSTANCE_IPV4 is needed.';
  if (hasRecord(service, 'AAAA') && !has('AWS_INSTANCE_IPV6')) return 'The service has AAAA records: AWS_INSTANCE_IPV6 is needed.';
  if (hasRecord(service, 'SRV') && !(has('AWS_INSTANCE_PORT') && hasAddress)) return 'The service has SRV records: AWS_INSTANCE_PORT and an address are needed.';
  if (hasRecord(service, 'CNAME') && !has('AWS_INSTANCE_CNAME')) return 'The service has a CNAME record: AWS_INSTANCE_CNAME is needed.';
  if (has('AWS_INIT_HEALTH_STATUS') && !service.customHealth) return 'AWS_INIT_HEALTH_STATUS is only for services with HealthCheckCustomConfig.';
}
