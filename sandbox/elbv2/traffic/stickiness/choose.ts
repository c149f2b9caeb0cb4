import type { Forward } from '../../model.ts';
import type { Target } from '../../targets/target.ts';
import type { TargetPool } from '../../targets/target-pool.ts';
import type { TargetStickiness } from '../settings.ts';
import { chooseTargetGroup } from './choose-target-group.ts';
import { cookieValue, setsCookie, SHARDS, type StickyCookies } from './sticky-cookie.ts';

export interface PooledGroup {
  readonly pool: TargetPool;
  readonly stickiness: TargetStickiness;
  /** How its targets are spoken to. */
  readonly version: 'HTTP1' | 'HTTP2' | 'GRPC' | 'lambda';
}

export interface ChoiceMakers {
  readonly cookies: StickyCookies;
  readonly random: () => number;
  readonly now: () => number;
  readonly pool: (targetGroupArn: string) => PooledGroup | undefined;
}

/** Where a request goes; without a target where the chosen group has none. There is no failover between groups. */
export interface Choice {
  readonly targetGroupArn: string | undefined;
  readonly group: PooledGroup | undefined;
  readonly target: Target | undefined;
  /** `Set-Cookie` headers for the answer, name and value in turn, given the answer's own headers. */
  readonly cookies: (answerHeaders: readonly string[]) => readonly string[];
  /** Stickiness was asked for and a target chosen anew. */
  readonly nonSticky: boolean;
  /** As the access log has it. */
  readonly errorReason: 'AWSALBTGCookieInvalid' | 'AWSALBCookieInvalid' | undefined;
}

/** Target group, then target: those that the client is bound to by its cookies, else by weight and by the group's algorithm. */
export function choose(action: Forward, rawHeaders: readonly string[], makers: ChoiceMakers): Choice {
  const bound = chooseGroup(action, rawHeaders, makers);
  const group = bound.arn === undefined ? undefined : makers.pool(bound.arn);
  // By the application's cookie a client is bound only where there is one group to be bound to.
  const stickiness = group?.stickiness.kind === 'app_cookie' && action.targetGroups.length > 1 ? NO_STICKINESS : (group?.stickiness ?? NO_STICKINESS);
  const chosen = group && bound.arn !== undefined ? chooseTarget(group.pool, stickiness, bound.arn, rawHeaders, makers) : undefined;
  return {
    targetGroupArn: bound.arn,
    group,
    target: chosen?.target,
    cookies: chosen?.cookies || bound.cookies.length > 0 ? (answer) => [...bound.cookies, ...(chosen?.cookies?.(answer) ?? [])] : NO_COOKIES,
    nonSticky: bound.fresh || chosen?.fresh === true,
    errorReason: bound.errorReason ?? chosen?.errorReason,
  };
}

const NO_STICKINESS = { kind: 'none' } as const;
const NO_COOKIES = (): readonly string[] => [];

interface GroupChoice {
  readonly arn: string | undefined;
  readonly cookies: readonly string[];
  readonly fresh: boolean;
  readonly errorReason: Choice['errorReason'];
}

/** The group that the client's cookie names goes before the weights, even where its weight is 0, until the cookie's time is over. */
function chooseGroup({ targetGroups, stickySeconds }: Forward, rawHeaders: readonly string[], { cookies, random, now }: ChoiceMakers): GroupChoice {
  if (stickySeconds === 0) return { arn: chooseTargetGroup(targetGroups, random)?.arn, cookies: [], fresh: false, errorReason: undefined };
  const claim = cookies.read('AWSALBTG', rawHeaders);
  if (typeof claim === 'object' && targetGroups.some(({ arn }) => arn === claim.to)) return { arn: claim.to, cookies: cookies.write('AWSALBTG', claim), fresh: false, errorReason: undefined };
  const arn = chooseTargetGroup(targetGroups, random)?.arn;
  const issued = arn === undefined ? [] : cookies.write('AWSALBTG', { to: arn, until: now() + stickySeconds * 1_000 });
  return { arn, cookies: issued, fresh: true, errorReason: claim === 'invalid' ? 'AWSALBTGCookieInvalid' : undefined };
}

interface TargetChoice {
  readonly target: Target;
  readonly fresh: boolean;
  readonly errorReason: Choice['errorReason'];
  readonly cookies: ((answerHeaders: readonly string[]) => readonly string[]) | undefined;
}

/** A target that was deregistered or became unhealthy binds nobody any more. */
function chooseTarget(pool: TargetPool, stickiness: TargetStickiness, arn: string, rawHeaders: readonly string[], { cookies, now }: ChoiceMakers): TargetChoice | undefined {
  if (stickiness.kind === 'none') {
    const target = pool.next();
    return target && { target, fresh: false, errorReason: undefined, cookies: undefined };
  }
  const claim = cookies.read(stickiness.kind === 'lb_cookie' ? 'AWSALB' : SHARDS[0], rawHeaders);
  const counts = stickiness.kind === 'lb_cookie' || cookieValue(rawHeaders, stickiness.cookie) !== undefined;
  const valid = typeof claim === 'object' && counts && claim.to.startsWith(`${arn} `) ? claim : undefined;
  const bound = valid && pool.usable(valid.to.slice(arn.length + 1));
  const target = bound ?? pool.next();
  if (!target) return undefined;
  const renewed = { to: `${arn} ${target.key}`, until: now() + stickiness.seconds * 1_000 };
  const kept = bound && valid;
  return {
    target,
    fresh: !bound,
    errorReason: claim === 'invalid' ? 'AWSALBCookieInvalid' : undefined,
    cookies: stickiness.kind === 'lb_cookie' ? () => cookies.write('AWSALB', kept ?? renewed) : (answer) => cookies.writeShards(setsCookie(answer, stickiness.cookie) ? renewed : kept),
  };
}
