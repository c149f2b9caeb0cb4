import type { Ask, Ids } from '../../row.ts';
import { freePort } from '../../../../../demo/free-port.ts';

export const ELB = 'elasticloadbalancing';
export const FIXED = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'none' } };
const GONE = '0123456789abcdef';
export const gone = (resource: string): string => `arn:aws:elasticloadbalancing:us-east-1:000000000000:${resource}/${GONE}`;

export const makeBalancer = (ask: Ask, { subnetA, subnetB }: Ids, Name: string) => ask(ELB, 'CreateLoadBalancer', { Name, Subnets: [subnetA, subnetB] }, 'LoadBalancers.0.LoadBalancerArn');
export const makeGroup = (ask: Ask, { vpc }: Ids, Name: string) => ask(ELB, 'CreateTargetGroup', { Name, Protocol: 'HTTP', Port: 80, VpcId: vpc, TargetType: 'ip' }, 'TargetGroups.0.TargetGroupArn');
export const makeListener = async (ask: Ask, LoadBalancerArn: string, more: object = {}) =>
  await ask(ELB, 'CreateListener', { LoadBalancerArn, Protocol: 'HTTP', Port: await freePort(), DefaultActions: [FIXED], ...more }, 'Listeners.0.ListenerArn');
export const makeRule = (ask: Ask, ListenerArn: string, Priority: number, Actions: readonly object[] = [FIXED]) =>
  ask(ELB, 'CreateRule', { ListenerArn, Priority, Conditions: [path(`/${Priority}`)], Actions }, 'Rules.0.RuleArn');
export const path = (...Values: readonly string[]) => ({ Field: 'path-pattern', Values });
export const forward = (...groups: readonly (readonly [string | undefined, number])[]) => ({ Type: 'forward', ForwardConfig: { TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })) } });

export const ownBalancer = (name: string) => async (ask: Ask, ids: Ids) => ({ own: await makeBalancer(ask, ids, name) });
export const ownGroup = (name: string) => async (ask: Ask, ids: Ids) => ({ own: await makeGroup(ask, ids, name) });
export const ownListener = async (ask: Ask, { balancer = '' }: Ids) => ({ own: await makeListener(ask, balancer) });
export const secureListener = async (ask: Ask, { balancer = '', certificate }: Ids) => ({ own: await makeListener(ask, balancer, { Protocol: 'HTTPS', Certificates: [{ CertificateArn: certificate }] }) });
export const ownRule = (priority: number) => async (ask: Ask, { listener = '' }: Ids) => ({ own: await makeRule(ask, listener, priority) });

export function ruleInput(Priority: number, changes: object) {
  return ({ listener: ListenerArn }: Ids) => ({ ListenerArn, Priority, Conditions: [path('/refused')], Actions: [FIXED], ...changes });
}
