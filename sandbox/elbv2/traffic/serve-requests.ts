import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Forward } from '../model.ts';
import type { Target, TargetPool } from '../targets/target-pool.ts';
import { chooseTargetGroup } from './choose-target-group.ts';
import { answerFixed, answerRedirect } from './fixed-answers.ts';
import { forward } from './forward.ts';
import type { ListenerHandlers } from './listener-server.ts';
import { answerItself, rawAnswer } from './own-answer.ts';
import { requestHeaders, type Hop } from './request-headers.ts';
import type { RequestFacts, RuleTable } from './rule-table.ts';
import type { StickyCookies } from './sticky-cookie.ts';
import type { TrafficMetrics } from './traffic-metrics.ts';
import { upgrade } from './upgrade.ts';

export interface Traffic {
  readonly port: number;
  readonly dnsName: string;
  readonly metrics: TrafficMetrics;
  readonly cookies: StickyCookies;
  readonly idleMs: number;
  readonly random: () => number;
  readonly now: () => number;
  readonly monotonic: () => number;
  /** The rules in force. Asked anew for every request, so that a change holds from the next one on. */
  readonly rules: () => RuleTable;
  readonly pool: (targetGroupArn: string) => PooledGroup | undefined;
}

export interface PooledGroup {
  readonly pool: TargetPool;
  /** Target stickiness by the load balancer's cookie; 0 is none. */
  readonly stickySeconds: number;
}

/** What a listener does with every request: rules, then target group, then target, then the answer. */
export function serveRequests(traffic: Traffic): ListenerHandlers {
  return {
    request(request, response) {
      response.on('error', () => {});
      const own = (status: number): void => {
        traffic.metrics.ownAnswer(status);
        answerItself(response, status);
        request.resume();
      };
      if (request.method === 'TRACE') return own(405);
      if (request.url === '*') return own(400);
      const facts = factsOf(request);
      const action = traffic.rules()(facts);
      if (!action) return own(503);
      switch (action.kind) {
        case 'fixed-response':
          traffic.metrics.fixedResponse();
          request.resume();
          return answerFixed(response, action);
        case 'redirect':
          traffic.metrics.redirected();
          request.resume();
          return answerRedirect(response, action, facts, traffic.port);
        case 'forward': {
          const headers = requestHeaders(request, hopOf(request, traffic));
          if (!Array.isArray(headers)) return own(headers);
          const choice = choose(action, request, traffic);
          if (!choice) return own(503);
          return forward({ ...choice, request, response, path: targetOf(request), headers, metrics: traffic.metrics, monotonic: traffic.monotonic });
        }
      }
    },
    upgrade(request, socket, head) {
      const own = (status: number): void => {
        traffic.metrics.ownAnswer(status);
        socket.end(rawAnswer(status));
      };
      socket.on('error', () => socket.destroy());
      const action = traffic.rules()(factsOf(request));
      if (action?.kind !== 'forward') return own(action ? 400 : 503);
      const headers = requestHeaders(request, hopOf(request, traffic));
      if (!Array.isArray(headers)) return own(headers);
      const choice = choose(action, request, traffic);
      if (!choice) return own(503);
      return upgrade({ ...choice, request, path: targetOf(request), socket, head, headers, metrics: traffic.metrics, idleMs: traffic.idleMs });
    },
    malformed: (status) => traffic.metrics.ownAnswer(status),
  };
}

function factsOf(request: IncomingMessage): RequestFacts {
  const { method = 'GET', headers, rawHeaders } = request;
  const url = targetOf(request);
  const mark = url.indexOf('?');
  return {
    method,
    host: (headers.host ?? '').replace(/:\d*$/, ''),
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    rawHeaders,
    sourceIp: peerOf(request.socket),
  };
}

/** Path and query; the absolute form that clients use towards proxies (`GET http://host/path`) is shortened to them. */
function targetOf({ url = '/' }: IncomingMessage): string {
  if (url.startsWith('/')) return url;
  const path = url.replace(/^https?:\/\/[^/?]*/i, '');
  return path.startsWith('/') ? path : `/${path}`;
}

function hopOf({ socket }: IncomingMessage, { port, dnsName, now }: Traffic): Hop {
  return { peer: peerOf(socket), port, dnsName, nowSeconds: now() / 1_000 };
}

function peerOf({ remoteAddress = '127.0.0.1' }: Socket): string {
  return remoteAddress;
}

interface Choice {
  readonly target: Target;
  readonly targetGroupArn: string;
  readonly extra: readonly string[];
}

/** Target group, then target; `undefined` where the chosen group is empty: there is no failover between groups. */
function choose(action: Forward, { rawHeaders }: IncomingMessage, traffic: Traffic): Choice | undefined {
  const group = chooseGroup(action, rawHeaders, traffic);
  const pooled = group && traffic.pool(group.arn);
  if (!group || !pooled) return undefined;
  const chosen = chooseTarget(pooled, group.arn, rawHeaders, traffic);
  if (!chosen) return undefined;
  traffic.metrics.chosen(group.arn, pooled.pool.targets.size);
  return { target: chosen.target, targetGroupArn: group.arn, extra: [...group.cookies, ...chosen.cookies] };
}

/** The group that the client's cookie names goes before the weights, even where its weight is 0, until the cookie's time is over. */
function chooseGroup({ targetGroups, stickySeconds }: Forward, rawHeaders: readonly string[], { cookies, random, now }: Traffic): { arn: string; cookies: readonly string[] } | undefined {
  const claim = stickySeconds > 0 ? cookies.read('AWSALBTG', rawHeaders) : undefined;
  if (claim && targetGroups.some(({ arn }) => arn === claim.to)) return { arn: claim.to, cookies: cookies.write('AWSALBTG', claim) };
  const chosen = chooseTargetGroup(targetGroups, random);
  if (!chosen) return undefined;
  return { arn: chosen.arn, cookies: stickySeconds > 0 ? cookies.write('AWSALBTG', { to: chosen.arn, until: now() + stickySeconds * 1_000 }) : [] };
}

function chooseTarget({ pool, stickySeconds }: PooledGroup, arn: string, rawHeaders: readonly string[], { cookies, now }: Traffic): { target: Target; cookies: readonly string[] } | undefined {
  if (stickySeconds === 0) {
    const target = pool.next();
    return target && { target, cookies: [] };
  }
  const claim = cookies.read('AWSALB', rawHeaders);
  const bound = claim?.to.startsWith(`${arn} `) ? pool.usable(claim.to.slice(arn.length + 1)) : undefined;
  const target = bound ?? pool.next();
  if (!target) return undefined;
  return { target, cookies: cookies.write('AWSALB', bound && claim ? claim : { to: `${arn} ${target.key}`, until: now() + stickySeconds * 1_000 }) };
}
