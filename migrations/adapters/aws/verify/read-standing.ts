import { paginateDescribeListeners, paginateDescribeRules, paginateDescribeTargetGroups, DescribeAccountLimitsCommand, type ElasticLoadBalancingV2Client, type Rule, type TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Config } from '../../../../domain/config.ts';
import type { Standing } from '../../../capacity/capacity.ts';
import { readTags } from '../tagged.ts';
import { TAG } from '../tags.ts';

/** What is on the listener's load balancer beside Banyan's own, and the account's quotas. */
export async function readStanding(elb: ElasticLoadBalancingV2Client, { aws, priorities }: Pick<Config, 'aws' | 'priorities'>): Promise<Standing> {
  const LoadBalancerArn = loadBalancerArn(aws.listener);
  const [limits, rules, groups] = await Promise.all([readLimits(elb), readAllRules(elb, LoadBalancerArn), readGroups(elb, LoadBalancerArn)]);
  const tags = await readTags(elb, [...rules.map(({ RuleArn }) => RuleArn ?? ''), ...groups.map(({ TargetGroupArn }) => TargetGroupArn ?? '')]);
  const isOther = (arn: string | undefined): boolean => tags.get(arn ?? '')?.[TAG.group] === undefined;
  const others = rules.filter(({ RuleArn }) => isOther(RuleArn));
  const taken = new Set(others.filter(({ RuleArn }) => RuleArn?.startsWith(`${aws.listener.replace(':listener/', ':listener-rule/')}/`)).map(({ Priority }) => Number(Priority)));
  const range = Array.from({ length: priorities.to - priorities.from + 1 }, (_, n) => priorities.from + n);
  return { limits, otherRules: others.length, otherTargetGroups: groups.filter(({ TargetGroupArn }) => isOther(TargetGroupArn)).length, freePriorities: range.filter((each) => !taken.has(each)).length };
}

/** `arn:…:loadbalancer/app/shop/50dc6c495c0c9188` of one of its listeners' ARNs. */
export function loadBalancerArn(listener: string): string {
  return listener.replace(':listener/', ':loadbalancer/').replace(/\/[^/]+$/, '');
}

async function readLimits(elb: ElasticLoadBalancingV2Client): Promise<Readonly<Record<string, number>>> {
  const limits: Record<string, number> = {};
  for (let Marker: string | undefined; ; ) {
    const { Limits = [], NextMarker } = await elb.send(new DescribeAccountLimitsCommand({ ...(Marker && { Marker }) }));
    for (const { Name, Max } of Limits) if (Name) limits[Name] = Number(Max);
    if (!NextMarker) return limits;
    Marker = NextMarker;
  }
}

/** Rules of all listeners, for the quota is the load balancer's; default ones do not count. */
async function readAllRules(elb: ElasticLoadBalancingV2Client, LoadBalancerArn: string): Promise<readonly Rule[]> {
  const rules: Rule[] = [];
  for await (const { Listeners = [] } of paginateDescribeListeners({ client: elb }, { LoadBalancerArn })) {
    for (const { ListenerArn } of Listeners) {
      for await (const page of paginateDescribeRules({ client: elb }, { ListenerArn, PageSize: 400 })) rules.push(...(page.Rules ?? []));
    }
  }
  return rules.filter(({ IsDefault }) => !IsDefault);
}

async function readGroups(elb: ElasticLoadBalancingV2Client, LoadBalancerArn: string): Promise<readonly TargetGroup[]> {
  const groups: TargetGroup[] = [];
  for await (const page of paginateDescribeTargetGroups({ client: elb }, { LoadBalancerArn, PageSize: 400 })) groups.push(...(page.TargetGroups ?? []));
  return groups;
}
