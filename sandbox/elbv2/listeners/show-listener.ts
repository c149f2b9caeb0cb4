import type { Listener as WireListener } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Listener } from '../model.ts';
import { showActions } from '../rules/show-actions.ts';
import { defaultRuleOf, type Store } from '../store.ts';

export function showListener(store: Store, { arn, loadBalancerArn, port, tls }: Listener): WireListener {
  const common = { ListenerArn: arn, LoadBalancerArn: loadBalancerArn, Port: port, DefaultActions: showActions(defaultRuleOf(store, arn)) };
  if (!tls) return { ...common, Protocol: 'HTTP' };
  return { ...common, Protocol: 'HTTPS', SslPolicy: tls.policy, Certificates: [{ CertificateArn: tls.certificateArn }], MutualAuthentication: { Mode: tls.mutual } };
}
