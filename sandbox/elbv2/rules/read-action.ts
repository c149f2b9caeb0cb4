import type { Action as WireAction } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Action, FixedResponse, Forward, Redirect, WeightedTargetGroup } from '../model.ts';
import { invalid, inRange, unsupported } from '../refusals.ts';

const MAX_TARGET_GROUPS = 5;
const CONTENT_TYPES = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];

/** The one action that a rule's list of actions comes to. Whether its target groups exist is not asked here. */
export function readAction(actions: readonly WireAction[]): Action {
  const [action] = actions;
  if (!action) throw invalid('Actions must contain at least one action');
  if (actions.length > 1) throw new AwsError('InvalidLoadBalancerAction', 'Exactly one action of type forward, redirect or fixed-response is required, and the sandbox has no actions of other types');
  inRange('Order', action.Order, 1, 50_000, 1);
  const type: string = action.Type ?? '';
  switch (type) {
    case 'forward':
      return readForward(action);
    case 'redirect':
      return readRedirect(action);
    case 'fixed-response':
      return readFixedResponse(action);
    default:
      throw unsupported(`The sandbox has no action of type '${type}'`);
  }
}

function readForward({ TargetGroupArn, ForwardConfig }: WireAction): Forward {
  const targetGroups = readTargetGroups(ForwardConfig?.TargetGroups ?? (TargetGroupArn === undefined ? [] : [{ TargetGroupArn }]));
  if (targetGroups.length === 0) throw invalid('A forward action must name a target group');
  if (TargetGroupArn !== undefined && (targetGroups.length > 1 || targetGroups[0]?.arn !== TargetGroupArn)) {
    throw invalid('TargetGroupArn and ForwardConfig must name the same single target group when both are given');
  }
  const { Enabled = false, DurationSeconds } = ForwardConfig?.TargetGroupStickinessConfig ?? {};
  if (Enabled && DurationSeconds === undefined) throw invalid('DurationSeconds is required when target group stickiness is enabled');
  const seconds = inRange('DurationSeconds', DurationSeconds, 1, 604_800, 0);
  return { kind: 'forward', targetGroups, stickySeconds: Enabled ? seconds : 0 };
}

function readTargetGroups(tuples: readonly { readonly TargetGroupArn?: string | undefined; readonly Weight?: number | undefined }[]): readonly WeightedTargetGroup[] {
  if (tuples.length > MAX_TARGET_GROUPS) throw new AwsError('TooManyTargetGroups', `A forward action can have at most '${MAX_TARGET_GROUPS}' target groups`);
  const groups = tuples.map(({ TargetGroupArn, Weight }) => {
    if (TargetGroupArn === undefined) throw invalid('Every target group of a forward action must have a TargetGroupArn');
    return { arn: TargetGroupArn, weight: inRange('Weight', Weight, 0, 999, 1) };
  });
  if (new Set(groups.map(({ arn }) => arn)).size < groups.length) throw invalid('The target groups of a forward action must be unique');
  return groups;
}

function readRedirect({ RedirectConfig }: WireAction): Redirect {
  if (!RedirectConfig) throw invalid('A redirect action must have a RedirectConfig');
  const { Protocol = '#{protocol}', Host = '#{host}', Port = '#{port}', Path = '/#{path}', Query = '#{query}', StatusCode } = RedirectConfig;
  if (StatusCode !== 'HTTP_301' && StatusCode !== 'HTTP_302') throw invalid(`StatusCode '${String(StatusCode)}' must be HTTP_301 or HTTP_302`);
  if (!['HTTP', 'HTTPS', '#{protocol}'].includes(Protocol)) throw invalid(`Protocol '${Protocol}' must be HTTP, HTTPS or #{protocol}`);
  if (!Path.startsWith('/')) throw invalid(`Path '${Path}' must start with '/'`);
  for (const [name, text] of Object.entries({ Host, Path, Query })) if (text.length > 128) throw invalid(`${name} cannot be longer than '128' characters`);
  const unchanged = Protocol !== 'HTTPS' && Host === '#{host}' && Port === '#{port}' && Path === '/#{path}' && Query === '#{query}';
  if (unchanged) throw new AwsError('InvalidLoadBalancerAction', 'The redirect configuration is not valid because it creates a loop');
  return { kind: 'redirect', protocol: Protocol, host: Host, port: Port, path: Path, query: Query, status: StatusCode === 'HTTP_301' ? 301 : 302 };
}

function readFixedResponse({ FixedResponseConfig }: WireAction): FixedResponse {
  const { StatusCode = '', ContentType, MessageBody = '' } = FixedResponseConfig ?? {};
  if (!/^(?:2|4|5)\d\d$/.test(StatusCode)) throw invalid(`StatusCode '${StatusCode}' must be a 2XX, 4XX or 5XX code`);
  if (ContentType !== undefined && !CONTENT_TYPES.includes(ContentType)) throw invalid(`ContentType '${ContentType}' must be one of ${CONTENT_TYPES.join(', ')}`);
  if (MessageBody.length > 1_024) throw invalid("MessageBody cannot be longer than '1024' characters");
  return { kind: 'fixed-response', status: Number(StatusCode), contentType: ContentType, body: MessageBody };
}
