import type {
  CreateListenerInput,
  CreateListenerOutput,
  DeleteListenerInput,
  DescribeListenersInput,
  DescribeListenersOutput,
  Listener as WireListener,
  ModifyListenerInput,
  ModifyListenerOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import type { Listener, Rule } from '../model.ts';
import { pageOf } from '../page.ts';
import { find, inRange, invalid } from '../refusals.ts';
import { readAction } from '../rules/read-action.ts';
import { requireTargets } from '../rules/require-targets.ts';
import { showAction } from '../rules/show-rule.ts';
import { listenersOf, rulesOf, type Store } from '../store.ts';
import { readTags } from './tags.ts';

const MAX_LISTENERS = 50;

/** Serves from the moment it returns. Created again with the same settings, a listener is returned as it is. */
export async function createListener({ store, arns, plane }: Control, input: CreateListenerInput): Promise<CreateListenerOutput> {
  const { arn: loadBalancerArn } = find(store.loadBalancers, 'load balancer', input.LoadBalancerArn ?? '');
  requireHttp(input.Protocol ?? 'HTTP');
  if (input.Port === undefined) throw invalid('A listener port must be specified');
  const port = inRange('Port', input.Port, 1, 65_535, 0);
  const action = readAction(input.DefaultActions ?? []);
  requireTargets(store, action, loadBalancerArn);
  const tags = readTags(input.Tags);

  const siblings = listenersOf(store, loadBalancerArn);
  const existing = siblings.find((each) => each.port === port);
  if (existing) {
    if (!isDeepStrictEqual(defaultRule(store, existing.arn).action, action)) throw duplicate(port);
    return { Listeners: [show(store, existing)] };
  }
  if (siblings.length >= MAX_LISTENERS) throw new AwsError('TooManyListeners', 'You have reached the maximum number of listeners on the load balancer');

  const listener: Listener = { arn: arns.listener(loadBalancerArn), loadBalancerArn, port };
  await plane.open(listener);
  // While the port was being opened, others may have changed what this listener stands on.
  if (!store.loadBalancers.has(loadBalancerArn)) {
    plane.stop(listener.arn);
    throw new AwsError('LoadBalancerNotFound', `Load balancers '${loadBalancerArn}' not found`);
  }
  const rule: Rule = { arn: arns.rule(listener.arn), listenerArn: listener.arn, priority: 'default', conditions: [], action };
  store.listeners.set(listener.arn, listener);
  store.rules.set(rule.arn, rule);
  store.tags.set(listener.arn, tags);
  plane.apply();
  return { Listeners: [show(store, listener)] };
}

export function describeListeners({ store }: Control, { LoadBalancerArn, ListenerArns = [], ...page }: DescribeListenersInput): DescribeListenersOutput {
  if (ListenerArns.length > 0 && LoadBalancerArn !== undefined) throw invalid('LoadBalancerArn and ListenerArns cannot be specified at the same time');
  if (ListenerArns.length === 0 && LoadBalancerArn === undefined) throw invalid('You must specify either listener ARNs or a load balancer ARN');
  const selected =
    LoadBalancerArn === undefined ? ListenerArns.map((arn) => find(store.listeners, 'listener', arn)) : listenersOf(store, find(store.loadBalancers, 'load balancer', LoadBalancerArn).arn);
  const { items, NextMarker } = pageOf(selected, page);
  return { Listeners: items.map((each) => show(store, each)), NextMarker };
}

/** Members that are not given stay; the list of actions is replaced whole. */
export async function modifyListener({ store, plane }: Control, input: ModifyListenerInput): Promise<ModifyListenerOutput> {
  const listener = find(store.listeners, 'listener', input.ListenerArn ?? '');
  if (input.Protocol !== undefined) requireHttp(input.Protocol);
  const port = inRange('Port', input.Port, 1, 65_535, listener.port);
  const action = input.DefaultActions && readAction(input.DefaultActions);
  if (action) requireTargets(store, action, listener.loadBalancerArn);
  const changed: Listener = { ...listener, port };
  if (port !== listener.port) {
    if (listenersOf(store, listener.loadBalancerArn).some((each) => each.port === port)) throw duplicate(port);
    await plane.reopen(changed);
  }
  store.listeners.set(listener.arn, changed);
  const rule = defaultRule(store, listener.arn);
  if (action) store.rules.set(rule.arn, { ...rule, action });
  plane.apply();
  return { Listeners: [show(store, changed)] };
}

export function deleteListener(control: Control, { ListenerArn = '' }: DeleteListenerInput): object {
  find(control.store.listeners, 'listener', ListenerArn);
  removeListener(control, ListenerArn);
  control.plane.apply();
  return {};
}

/** The listener, its rules and their tags. */
export function removeListener({ store, plane }: Control, listenerArn: string): void {
  for (const { arn } of rulesOf(store, listenerArn)) {
    store.rules.delete(arn);
    store.tags.delete(arn);
  }
  store.listeners.delete(listenerArn);
  store.tags.delete(listenerArn);
  plane.stop(listenerArn);
}

function defaultRule(store: Store, listenerArn: string): Rule {
  return rulesOf(store, listenerArn).at(-1) as Rule;
}

function requireHttp(protocol: string): void {
  if (protocol !== 'HTTP') throw new AwsError('UnsupportedProtocol', `The sandbox has listeners of protocol HTTP only, not '${protocol}'`);
}

function duplicate(port: number): AwsError {
  return new AwsError('DuplicateListener', `A listener already exists on this port for this load balancer: ${port}`);
}

function show(store: Store, { arn, loadBalancerArn, port }: Listener): WireListener {
  return { ListenerArn: arn, LoadBalancerArn: loadBalancerArn, Port: port, Protocol: 'HTTP', DefaultActions: showAction(defaultRule(store, arn).action) };
}
