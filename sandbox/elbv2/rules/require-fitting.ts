import { AwsError } from '../../wire/service.ts';
import type { Listener, Redirect, Rule } from '../model.ts';
import type { Store } from '../store.ts';

/** Refuses a rule that its listener cannot carry out. */
export function requireFitting(store: Store, { action, authentication }: Pick<Rule, 'action' | 'authentication'>, { port, tls }: Pick<Listener, 'port' | 'tls'>): void {
  if (authentication && !tls) throw invalidAction(`Actions of type '${authentication.kind}' are supported only on HTTPS listeners`);
  if (action.kind === 'redirect') return requireRedirect(action, port, tls ? 'HTTPS' : 'HTTP');
  if (action.kind === 'fixed-response' || tls) return;
  for (const { arn } of action.targetGroups) {
    const reach = store.targetGroups.get(arn)?.reach;
    if (reach && reach.type !== 'lambda' && reach.version !== 'HTTP1') {
      throw invalidAction(`Listener protocol 'HTTP' is not supported with a target group with the protocol-version '${reach.version}'`);
    }
  }
}

function requireRedirect(to: Redirect, port: number, own: 'HTTP' | 'HTTPS'): void {
  if (to.protocol === 'HTTP' && own === 'HTTPS') throw invalidAction('You cannot redirect HTTPS to HTTP');
  const same = [own, '#{protocol}'].includes(to.protocol) && to.host === '#{host}' && ['#{port}', String(port)].includes(to.port) && to.path === '/#{path}' && to.query === '#{query}';
  if (same) throw invalidAction('The redirect configuration is not valid because it creates a loop');
}

function invalidAction(message: string): AwsError {
  return new AwsError('InvalidLoadBalancerAction', message);
}
