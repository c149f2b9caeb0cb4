import { BanyanError } from '../../../domain/errors.ts';

/** `catalog` of `arn:…:targetgroup/catalog/50dc6c495c0c9188`. */
export function targetGroupName(arn: string): string {
  return arn.split('/')[1] ?? arn;
}

/** `targetgroup/catalog/50dc6c495c0c9188`: how metrics and scaling policies name a target group. */
export function targetGroupLabel(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

/** `app/shop/50dc6c495c0c9188` of one of its listeners' ARNs: how metrics and scaling policies name a load balancer. */
export function loadBalancerLabel(listener: string): string {
  const label = /:listener\/(app\/[^/]+\/[^/]+)\/[^/]+$/.exec(listener)?.[1];
  if (!label) throw new BanyanError('LISTENER_UNSUITABLE', `"${listener}" is not the ARN of a listener of an application load balancer.`);
  return label;
}
