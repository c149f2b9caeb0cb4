import { connect } from 'node:net';
import type { TargetRegistry } from '../../../sandbox/elbv2/target-registry.ts';

type Target = { readonly id: string; readonly port: number };
type Health = ReturnType<TargetRegistry['health']>;

export const ARN = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/web/0123456789abcdef';
export const INSTANCE_ARN = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/hosts/0123456789abcdef';
export const UNATTACHED_ARN = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/lone/0123456789abcdef';

/** A load balancer without a data plane, whose opinion of targets the test decides. It keeps what it was told, and when. */
export interface FakeTargets extends TargetRegistry {
  readonly registered: Map<string, Target>;
  readonly calls: { readonly call: 'register' | 'deregister'; readonly target: Target; readonly at: number }[];
  /** What a registered target's health is. Unless set: healthy once it has accepted a connection. */
  judge: (target: Target) => Health;
}

export function createFakeTargets({ drainMs = 0 }: { readonly drainMs?: number } = {}): FakeTargets {
  const registered = new Map<string, Target>();
  const draining = new Map<string, number>();
  const calls: FakeTargets['calls'] = [];
  const answering = new Set<string>();
  const name = ({ id, port }: Target) => `${id}:${port}`;
  const fake: FakeTargets = {
    registered,
    calls,
    judge: (target) => (answering.has(name(target)) ? 'healthy' : 'initial'),
    targetGroup: (arn) => {
      if (arn === ARN) return { name: 'web', targetType: 'ip', loadBalancerArns: ['arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/edge/0123456789abcdef'], deregistrationDelayMs: drainMs };
      if (arn === INSTANCE_ARN) return { name: 'hosts', targetType: 'instance', loadBalancerArns: ['arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/edge/0123456789abcdef'], deregistrationDelayMs: drainMs };
      return arn === UNATTACHED_ARN ? { name: 'lone', targetType: 'ip', loadBalancerArns: [], deregistrationDelayMs: drainMs } : undefined;
    },
    register: (_arn, target) => {
      calls.push({ call: 'register', target, at: Date.now() });
      registered.set(name(target), target);
      probe(target, () => registered.has(name(target)), () => answering.add(name(target)));
    },
    deregister: (_arn, target) => {
      calls.push({ call: 'deregister', target, at: Date.now() });
      if (registered.delete(name(target))) draining.set(name(target), Date.now() + drainMs);
    },
    health: (_arn, target) => {
      if (registered.has(name(target))) return fake.judge(target);
      return Date.now() < (draining.get(name(target)) ?? 0) ? 'draining' : 'unused';
    },
  };
  return fake;
}

/** Connects until it succeeds, or is not wanted any more. */
function probe(target: Target, isWanted: () => boolean, onAnswer: () => void): void {
  const socket = connect(target.port, target.id);
  socket.once('connect', () => {
    onAnswer();
    socket.destroy();
  });
  socket.once('error', () => setTimeout(() => isWanted() && probe(target, isWanted, onAnswer), 10).unref());
}
