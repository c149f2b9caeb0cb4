import type {
  CreateLoadBalancerInput,
  CreateLoadBalancerOutput,
  DeleteLoadBalancerInput,
  DescribeLoadBalancersInput,
  DescribeLoadBalancersOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import { removeListener } from '../listeners/remove-listener.ts';
import type { LoadBalancer } from '../model.ts';
import { pageOf } from '../page.ts';
import { QUOTAS } from '../quotas.ts';
import { find, invalid, oneOf, requireArn, requireName, unsupported } from '../refusals.ts';
import { listenersOf } from '../store.ts';
import { readTags } from '../tags/read-tags.ts';
import { initialAttributes } from './attributes.ts';
import { readSecurityGroups, readSubnets, requireIpv4 } from './placement.ts';
import { showLoadBalancer } from './show-load-balancer.ts';

/** Shown as `provisioning` in the answer that creates it, `active` ever after. Created again with the same settings, it is returned as it is. */
export function createLoadBalancer({ store, arns, host, now }: Control, input: CreateLoadBalancerInput): CreateLoadBalancerOutput {
  const name = input.Name ?? '';
  requireName('Load balancer', name);
  if (name.startsWith('internal-')) throw invalid(`Load balancer name '${name}' cannot begin with 'internal-'`);
  const type = oneOf('type', input.Type ?? 'application', ['application', 'network', 'gateway']);
  if (type !== 'application') throw unsupported(`The sandbox has no load balancers of type '${type}'`);
  if (input.CustomerOwnedIpv4Pool !== undefined || input.IpamPools !== undefined) throw unsupported('The sandbox has no pools of addresses');
  requireIpv4(input.IpAddressType);
  const settings = {
    name,
    scheme: oneOf('scheme', input.Scheme ?? 'internet-facing', ['internet-facing', 'internal']),
    subnets: readSubnets(input),
    securityGroups: readSecurityGroups(input.SecurityGroups),
  };
  const tags = readTags(input.Tags);

  const existing = [...store.loadBalancers.values()].find((each) => each.name === name);
  if (existing) {
    const same = existing.scheme === settings.scheme && sameSet(existing.subnets, settings.subnets) && sameSet(existing.securityGroups, settings.securityGroups);
    if (!same) throw new AwsError('DuplicateLoadBalancerName', `A load balancer with the same name '${name}' exists, but with different settings`);
    return { LoadBalancers: [showLoadBalancer(existing, host)] };
  }
  if (store.loadBalancers.size >= QUOTAS.loadBalancers) throw new AwsError('TooManyLoadBalancers', 'You have reached the maximum number of load balancers');
  const created: LoadBalancer = { arn: arns.loadBalancer(name), ...settings, createdAt: new Date(now()), attributes: initialAttributes(settings.scheme) };
  store.loadBalancers.set(created.arn, created);
  store.tags.set(created.arn, tags);
  return { LoadBalancers: [showLoadBalancer(created, host, 'provisioning')] };
}

export function describeLoadBalancers({ store, host }: Control, { LoadBalancerArns = [], Names = [], ...page }: DescribeLoadBalancersInput): DescribeLoadBalancersOutput {
  if (LoadBalancerArns.length > 0 && Names.length > 0) throw invalid('LoadBalancerArns and Names cannot be specified at the same time');
  const all = [...store.loadBalancers.values()];
  const selected = LoadBalancerArns.length > 0 ? LoadBalancerArns.map((arn) => find(store.loadBalancers, 'load balancer', arn)) : Names.length > 0 ? Names.map((name) => requireNamed(all, name)) : all;
  const { items, NextMarker } = pageOf(selected, page);
  return { LoadBalancers: items.map((each) => showLoadBalancer(each, host)), NextMarker };
}

function requireNamed(all: readonly LoadBalancer[], name: string): LoadBalancer {
  const found = all.find((each) => each.name === name);
  if (!found) throw new AwsError('LoadBalancerNotFound', `Load balancers '[${name}]' not found`);
  return found;
}

/** Its listeners and rules go with it, its target groups stay. One that is gone already is fine. */
export function deleteLoadBalancer(control: Control, { LoadBalancerArn: arn = '' }: DeleteLoadBalancerInput): object {
  const { store, plane } = control;
  requireArn('load balancer', arn);
  if (store.loadBalancers.get(arn)?.attributes['deletion_protection.enabled'] === 'true') {
    throw new AwsError('OperationNotPermitted', `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`);
  }
  for (const listener of listenersOf(store, arn)) removeListener(control, listener.arn);
  store.loadBalancers.delete(arn);
  store.tags.delete(arn);
  plane.apply();
  return {};
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}
