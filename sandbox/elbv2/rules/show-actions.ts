import type { Action as WireAction } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Action, Authentication, Rule } from '../model.ts';

/** The actions of a rule, in the order in which they are performed. */
export function showActions({ action, authentication }: Pick<Rule, 'action' | 'authentication'>): WireAction[] {
  const actions = [...(authentication ? [showAuthentication(authentication)] : []), showRouting(action)];
  return actions.map((each, i) => ({ ...each, Order: i + 1 }));
}

/** Secrets are never shown. */
function showAuthentication(authentication: Authentication): WireAction {
  const { kind } = authentication;
  switch (kind) {
    case 'authenticate-oidc': {
      const { ClientSecret: _secret, ...shown } = authentication.config;
      return { Type: kind, AuthenticateOidcConfig: shown };
    }
    case 'authenticate-cognito':
      return { Type: kind, AuthenticateCognitoConfig: authentication.config };
    case 'jwt-validation':
      return { Type: kind, JwtValidationConfig: authentication.config };
  }
}

/** A forward to one target group is shown in both of its forms, with the weight that counts. */
function showRouting(action: Action): WireAction {
  switch (action.kind) {
    case 'forward': {
      const [first, ...more] = action.targetGroups;
      const TargetGroupStickinessConfig = action.stickySeconds > 0 ? { Enabled: true, DurationSeconds: action.stickySeconds } : { Enabled: false };
      const TargetGroups = action.targetGroups.map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight }));
      return { Type: 'forward', ...(more.length === 0 && first ? { TargetGroupArn: first.arn } : {}), ForwardConfig: { TargetGroups, TargetGroupStickinessConfig } };
    }
    case 'redirect': {
      const { protocol: Protocol, host: Host, port: Port, path: Path, query: Query, status } = action;
      return { Type: 'redirect', RedirectConfig: { Protocol, Host, Port, Path, Query, StatusCode: `HTTP_${status}` } };
    }
    case 'fixed-response':
      return { Type: 'fixed-response', FixedResponseConfig: { StatusCode: String(action.status), ContentType: action.contentType, MessageBody: action.body } };
  }
}
