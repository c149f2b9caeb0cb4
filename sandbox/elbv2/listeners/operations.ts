import { isDeepStrictEqual } from 'node:util';
import type {
  CreateListenerInput,
  CreateListenerOutput,
  DeleteListenerInput,
  DescribeListenersInput,
  DescribeListenersOutput,
  ModifyListenerInput,
  ModifyListenerOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import type { Listener, Rule } from '../model.ts';
import { pageOf } from '../page.ts';
import { QUOTAS } from '../quotas.ts';
import { find, inRange, invalid } from '../refusals.ts';
import { readActions } from '../rules/read-actions.ts';
import { requireFitting } from '../rules/require-fitting.ts';
import { requireTargets } from '../rules/require-targets.ts';
import { defaultRuleOf, listenersOf, rulesOf } from '../store.ts';
import { readTags } from '../tags/read-tags.ts';
import { carryAttributes, initialAttributes } from './attributes.ts';
import { readTls } from './read-tls.ts';
import { removeListener } from './remove-listener.ts';
import { showListener } from './show-listener.ts';

/** Serves from the moment it returns. Created again with the same settings, a listener is returned as it is. */
export async function createListener(control: Control, input: CreateListenerInput): Promise<CreateListenerOutput> {
  const { store, arns, plane, certificates } = control;
  const { arn: loadBalancerArn } = find(store.loadBalancers, 'load balancer', input.LoadBalancerArn ?? '');
  if (input.Protocol === undefined) throw invalid('A listener protocol must be specified');
  if (input.Port === undefined) throw invalid('A listener port must be specified');
  const port = inRange('Port', input.Port, 1, 65_535, 0);
  const tls = readTls(input, undefined, certificates);
  const routing = readActions(input.DefaultActions ?? []);
  const accept = (): void => {
    requireFitting(store, routing, { port, tls });
    requireTargets(control, routing.action, loadBalancerArn);
  };
  accept();
  const tags = readTags(input.Tags);

  const siblings = listenersOf(store, loadBalancerArn);
  const existing = siblings.find((each) => each.port === port);
  if (existing) {
    const { action, authentication } = defaultRuleOf(store, existing.arn);
    if (!isDeepStrictEqual([existing.tls, { action, authentication }], [tls, routing])) throw duplicate(loadBalancerArn);
    return { Listeners: [showListener(store, existing)] };
  }
  if (siblings.length >= QUOTAS.listenersPerLoadBalancer) throw new AwsError('TooManyListeners', 'You have reached the maximum number of listeners on the load balancer');

  const listener: Listener = { arn: arns.listener(loadBalancerArn), loadBalancerArn, port, tls, attributes: initialAttributes(tls) };
  await plane.open(listener);
  try {
    // While the port was being opened, others may have changed what this listener stands on.
    find(store.loadBalancers, 'load balancer', loadBalancerArn);
    accept();
  } catch (error) {
    plane.stop(listener.arn);
    throw error;
  }
  const rule: Rule = { arn: arns.rule(listener.arn), listenerArn: listener.arn, priority: 'default', conditions: [], transforms: [], ...routing };
  store.listeners.set(listener.arn, listener);
  store.rules.set(rule.arn, rule);
  store.tags.set(listener.arn, tags);
  plane.apply();
  return { Listeners: [showListener(store, listener)] };
}

export function describeListeners({ store }: Control, { LoadBalancerArn, ListenerArns = [], ...page }: DescribeListenersInput): DescribeListenersOutput {
  if (ListenerArns.length > 0 && LoadBalancerArn !== undefined) throw invalid('LoadBalancerArn and ListenerArns cannot be specified at the same time');
  if (ListenerArns.length === 0 && LoadBalancerArn === undefined) throw invalid('You must specify either listener ARNs or a load balancer ARN');
  const selected =
    LoadBalancerArn === undefined ? ListenerArns.map((arn) => find(store.listeners, 'listener', arn)) : listenersOf(store, find(store.loadBalancers, 'load balancer', LoadBalancerArn).arn);
  const { items, NextMarker } = pageOf(selected, page);
  return { Listeners: items.map((each) => showListener(store, each)), NextMarker };
}

/** Members that are not given stay; the list of actions is replaced whole. An HTTPS listener that becomes one of HTTP loses what it had of TLS. */
export async function modifyListener(control: Control, input: ModifyListenerInput): Promise<ModifyListenerOutput> {
  const { store, plane } = control;
  const was = find(store.listeners, 'listener', input.ListenerArn ?? '');
  let change = readChange(control, input);
  const { port, tls } = change.listener;
  if (port !== was.port || (tls === undefined) !== (was.tls === undefined)) {
    await plane.reopen(change.listener);
    // While the port was being opened, others may have changed what this change stands on.
    try {
      change = readChange(control, input);
    } catch (error) {
      const current = store.listeners.get(was.arn);
      if (current) await plane.reopen(current);
      else plane.stop(was.arn);
      throw error;
    }
  }
  store.listeners.set(was.arn, change.listener);
  store.rules.set(change.rule.arn, change.rule);
  plane.apply();
  return { Listeners: [showListener(store, change.listener)] };
}

/** The listener and its default rule as they are to be; refused where they, or the listener's other rules, cannot be so. */
function readChange(control: Control, input: ModifyListenerInput): { readonly listener: Listener; readonly rule: Rule } {
  const { store, certificates } = control;
  const was = find(store.listeners, 'listener', input.ListenerArn ?? '');
  const port = inRange('Port', input.Port, 1, 65_535, was.port);
  const tls = readTls(input, was.tls, certificates);
  const listener: Listener = { ...was, port, tls, attributes: carryAttributes(was.attributes, tls) };
  const current = defaultRuleOf(store, was.arn);
  const rule: Rule = input.DefaultActions?.length ? { ...current, ...readActions(input.DefaultActions, current.authentication) } : current;
  requireTargets(control, rule.action, was.loadBalancerArn);
  for (const each of [rule, ...rulesOf(store, was.arn).filter(({ arn }) => arn !== rule.arn)]) requireFitting(store, each, listener);
  if (listenersOf(store, was.loadBalancerArn).some((each) => each.port === port && each.arn !== was.arn)) throw duplicate(was.loadBalancerArn);
  return { listener, rule };
}

export function deleteListener(control: Control, { ListenerArn = '' }: DeleteListenerInput): object {
  find(control.store.listeners, 'listener', ListenerArn);
  removeListener(control, ListenerArn);
  control.plane.apply();
  return {};
}

function duplicate(loadBalancerArn: string): AwsError {
  return new AwsError('DuplicateListener', `A listener already exists on this port for this load balancer '${loadBalancerArn}'`);
}
