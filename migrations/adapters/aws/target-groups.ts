import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  paginateDescribeTargetGroups,
  type ElasticLoadBalancingV2Client,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ObservedTargetGroup } from '../../ports/load-balancer.ts';
import { loadBalancerLabel } from './arns.ts';
import { unlessAws } from './aws-errors.ts';
import { readTags } from './tagged.ts';
import { bears, TAG, targetGroupTags } from './tags.ts';

/** A target group with the two members that all of AWS's answers have. */
export type FoundTargetGroup = TargetGroup & { readonly TargetGroupArn: string; readonly TargetGroupName: string };

export async function findTargetGroup(elb: ElasticLoadBalancingV2Client, name: string): Promise<FoundTargetGroup | undefined> {
  const found = await unlessAws(['TargetGroupNotFound'], elb.send(new DescribeTargetGroupsCommand({ Names: [name] })));
  return found?.TargetGroups?.[0] as FoundTargetGroup | undefined;
}

/** Every target group of the region: one that no rule leads to yet, or any more, is listed under no load balancer. */
export async function listTargetGroups(elb: ElasticLoadBalancingV2Client): Promise<readonly FoundTargetGroup[]> {
  const found: TargetGroup[] = [];
  for await (const page of paginateDescribeTargetGroups({ client: elb }, { PageSize: 400 })) found.push(...(page.TargetGroups ?? []));
  return found as FoundTargetGroup[];
}

/** The candidates' target groups by route group, out of those listed: on this load balancer, or on none. */
export async function candidatesAmong(elb: ElasticLoadBalancingV2Client, listed: readonly FoundTargetGroup[], listener: string): Promise<ReadonlyMap<string, FoundTargetGroup>> {
  const loadBalancer = loadBalancerLabel(listener);
  const possible = listed.filter(({ LoadBalancerArns: on = [] }) => on.length === 0 || on.some((arn) => arn.endsWith(`:loadbalancer/${loadBalancer}`)));
  // One that is on the load balancer comes last, and stays.
  possible.sort((a, b) => (a.LoadBalancerArns?.length ?? 0) - (b.LoadBalancerArns?.length ?? 0));
  const tags = await readTags(elb, possible.map(({ TargetGroupArn }) => TargetGroupArn));
  const candidates = new Map<string, FoundTargetGroup>();
  for (const each of possible) {
    const own = tags.get(each.TargetGroupArn);
    const group = own?.[TAG.group];
    if (group !== undefined && bears(own, targetGroupTags(group, listener))) candidates.set(group, each);
  }
  return candidates;
}

export async function readHealth(elb: ElasticLoadBalancingV2Client, { TargetGroupArn, TargetGroupName }: FoundTargetGroup): Promise<ObservedTargetGroup> {
  const found = await unlessAws(['TargetGroupNotFound'], elb.send(new DescribeTargetHealthCommand({ TargetGroupArn })));
  const states = (found?.TargetHealthDescriptions ?? []).map(({ TargetHealth }) => TargetHealth?.State);
  const count = (which: string): number => states.filter((state) => state === which).length;
  return { name: TargetGroupName, healthy: count('healthy'), total: states.length - count('draining'), draining: count('draining') };
}
