import type { ServiceTable } from '../../row.ts';
import { listeners } from './listeners.ts';
import { loadBalancers } from './load-balancers.ts';
import { rules } from './rules.ts';
import { tagsAndCatalogues } from './tags-and-catalogues.ts';
import { targetGroups } from './target-groups.ts';
import { ELB, makeBalancer, makeGroup, makeListener, makeRule, forward } from './making.ts';

export const ELBV2: ServiceTable = {
  service: ELB,
  scene: async (ask, { vpc, subnets: [subnetA, subnetB], securityGroup, certificate }) => {
    const ids = { vpc, subnetA, subnetB, securityGroup, certificate };
    const [balancerArn, groupArn] = [await makeBalancer(ask, ids, 'scene'), await makeGroup(ask, ids, 'scene')];
    const listenerArn = await makeListener(ask, balancerArn, { DefaultActions: [forward([groupArn, 1])] });
    const defaultRule = await ask(ELB, 'DescribeRules', { ListenerArn: listenerArn }, 'Rules.0.RuleArn');
    return { ...ids, balancer: balancerArn, group: groupArn, listener: listenerArn, rule: await makeRule(ask, listenerArn, 10), defaultRule };
  },
  rows: { ...loadBalancers, ...targetGroups, ...listeners, ...rules, ...tagsAndCatalogues },
};
