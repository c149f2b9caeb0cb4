import type { Action as WireAction } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Authentication, Rule } from '../model.ts';
import { inRange, invalid, oneOf } from '../refusals.ts';
import { isAuthentication, readAuthentication } from './read-authentication.ts';
import { readFixedResponse, readRedirect } from './read-answers.ts';
import { readForward } from './read-forward.ts';

const TYPES = ['forward', 'authenticate-oidc', 'authenticate-cognito', 'redirect', 'fixed-response', 'jwt-validation'] as const;

/** What a list of actions comes to, in their order: one that authenticates, perhaps, and one that routes. Whether it fits its listener, and its target groups exist, is not asked here. */
export function readActions(actions: readonly WireAction[], was?: Authentication): Pick<Rule, 'action' | 'authentication'> {
  if (actions.length === 0) throw invalid('Actions must contain at least one action');
  const [routing, ...before] = inOrder(actions).toReversed();
  if (!routing || isAuthentication(routing) || before.some((each) => !isAuthentication(each))) {
    throw new AwsError('InvalidLoadBalancerAction', 'Exactly one action of type forward, redirect or fixed-response is required, and it must be the last action to be performed');
  }
  const [first, ...more] = before;
  if (more.length > 0) throw new AwsError('TooManyActions', 'You have reached the maximum number of authentication actions on the rule');
  return { action: readRouting(routing), authentication: first && readAuthentication(first, was) };
}

function inOrder(actions: readonly WireAction[]): readonly WireAction[] {
  const orders = actions.map(({ Type, Order }) => {
    oneOf('actions.type', Type ?? '', TYPES);
    if (Order === undefined && actions.length > 1) throw invalid('An order must be specified for every action where there are several');
    return inRange('Order', Order, 1, 50_000, 1);
  });
  if (new Set(orders).size < orders.length) throw invalid('The orders of the actions must be unique');
  return actions.toSorted((a, b) => (a.Order ?? 1) - (b.Order ?? 1));
}

function readRouting(action: WireAction): Rule['action'] {
  if (action.Type === 'redirect') return readRedirect(action);
  return action.Type === 'fixed-response' ? readFixedResponse(action) : readForward(action);
}
