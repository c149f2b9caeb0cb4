import { AwsError } from '../wire/service.ts';

type Kind = 'load balancer' | 'target group' | 'listener' | 'rule';

const NOT_FOUND = {
  'load balancer': { code: 'LoadBalancerNotFound', resource: 'loadbalancer', text: 'Load balancers' },
  'target group': { code: 'TargetGroupNotFound', resource: 'targetgroup', text: 'Target groups' },
  listener: { code: 'ListenerNotFound', resource: 'listener', text: 'One or more listeners' },
  rule: { code: 'RuleNotFound', resource: 'listener-rule', text: 'One or more rules' },
} as const satisfies Record<Kind, { code: string; resource: string; text: string }>;

/** What `map` holds under the ARN; refuses one that is malformed, or that nothing has. */
export function find<T>(map: ReadonlyMap<string, T>, kind: Kind, arn: string): T {
  const found = map.get(arn);
  if (found !== undefined) return found;
  requireArn(kind, arn);
  const { code, text } = NOT_FOUND[kind];
  throw new AwsError(code, `${text} '${arn}' not found`);
}

/** Refuses what could not be the ARN of such a thing; whether there is one is not asked. */
export function requireArn(kind: Kind, arn: string): void {
  const form = new RegExp(`^arn:aws[a-z-]*:elasticloadbalancing:[^:]+:\\d{12}:${NOT_FOUND[kind].resource}/[^:]+$`);
  if (!form.test(arn)) throw invalid(`'${arn}' is not a valid ${kind} ARN`);
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** For what AWS has and the sandbox does not, as well as for what AWS itself refuses with this code. */
export function unsupported(message: string): AwsError {
  return new AwsError('InvalidConfigurationRequest', message);
}

/** `value`, or `fallback` where it is absent; refuses what is not a whole number from `least` to `most`. */
export function inRange(name: string, value: number | undefined, least: number, most: number, fallback: number): number {
  if (value === undefined) return fallback;
  if (!Number.isInteger(value) || value < least || value > most) throw invalid(`${name} '${value}' must be between ${least} and ${most}`);
  return value;
}

/** `value` where it is one of `allowed`; refused in the words of AWS's check of enumerations. */
export function oneOf<T extends string>(member: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw invalid(`1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(', ')}]`);
  return found;
}

/** Load balancers and target groups are named by the same rule. */
export function requireName(kind: 'Load balancer' | 'Target group', name: string): void {
  if (name.length > 32) throw invalid(`${kind} name '${name}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name)) throw invalid(`${kind} name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`);
  if (name.startsWith('-') || name.endsWith('-')) throw invalid(`${kind} name '${name}' cannot begin or end with a hyphen(-)`);
}
