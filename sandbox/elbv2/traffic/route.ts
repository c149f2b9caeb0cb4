import type { IncomingMessage } from 'node:http';
import type { Listener, Rule } from '../model.ts';
import type { Target } from '../targets/target.ts';
import { errorAnswer, type OwnAnswer } from './answers/own-answer.ts';
import { fixedAnswer, redirectAnswer } from './answers/fixed-answers.ts';
import type { Course } from './course.ts';
import { classifyRequest } from './desync/classify-request.ts';
import { verdictOf } from './desync/classification.ts';
import { hostHeader } from './headers/host-header.ts';
import { requestHeaders, type TargetHeaders } from './headers/request-headers.ts';
import { tlsHeaders } from './headers/tls-headers.ts';
import type { ClientConnection } from './listening/client-connection.ts';
import type { TrafficMetrics } from './metrics/traffic-metrics.ts';
import { normalizePath } from './rules/normalize-path.ts';
import type { RequestFacts, RuleTable } from './rules/rule-table.ts';
import { transformed } from './rules/transforms.ts';
import type { BalancerSettings } from './settings.ts';
import { choose, type ChoiceMakers, type PooledGroup } from './stickiness/choose.ts';

/** What is to become of a request. */
export type Route =
  | { readonly kind: 'answer'; readonly answer: OwnAnswer; readonly closes: boolean }
  | {
      readonly kind: 'forward';
      readonly target: Target;
      readonly targetGroupArn: string;
      /** Path and query for the target. */
      readonly path: string;
      /** For the target, name and value in turn. */
      readonly headers: string[];
      /** `Set-Cookie` headers for the answer, given the answer's own. */
      readonly cookies: (answerHeaders: readonly string[]) => readonly string[];
      /** Both connections are closed behind the request, as it may have been read differently elsewhere. */
      readonly closes: boolean;
    };

export interface RoutingContext {
  readonly listener: Listener;
  readonly settings: BalancerSettings;
  readonly rules: RuleTable;
  readonly dnsName: string;
  readonly metrics: TrafficMetrics;
  readonly makers: ChoiceMakers;
}

/** Takes a request through checks, rules, transforms and choices in the load balancer's order, and notes on its course what came of each. */
export function route(request: IncomingMessage, connection: ClientConnection, course: Course, context: RoutingContext): Route {
  const { settings, metrics, listener } = context;
  const protocol = listener.tls ? 'https' : 'http';
  const isHttp2 = course.protocol === 'h2';
  if (!isHttp2 && request.httpVersionMajor > 1) return refusal(505);
  if (request.method === 'TRACE') return refusal(405);
  if (request.url === '*') return refusal(400);

  const irregular = isHttp2 ? undefined : classifyRequest(request);
  course.classification = irregular;
  if (irregular) metrics.ofBalancer('DesyncMitigationMode_NonCompliant_Request_Count');
  const verdict = irregular ? verdictOf(irregular, settings.desync) : 'route';
  if (verdict === 'block') return refusal(400);

  const hop = { peer: connection, protocol, port: listener.port, nowSeconds: course.arrivedAt / 1_000, settings, tls: tlsHeaders(listener, connection, settings.tellTls) } as const;
  const passed = requestHeaders(request, hop);
  if (typeof passed === 'number') return refusal(passed);
  countInvalid(passed, metrics);
  course.trace = passed.trace;

  const facts = factsOf(request, connection, course.host);
  const match = context.rules(facts);
  if (!match) return refusal(503);
  metrics.add('RuleEvaluations', match.evaluated);
  const { rule } = match;
  course.rule = rule;

  const destination = rule.transforms.length === 0 ? { host: course.host, target: targetOf(request) } : transformed(rule.transforms, { host: course.host, target: targetOf(request) });
  if (rule.transforms.length > 0) course.transformed = destination;
  if (destination === 'failed') return refusal(500);
  // Nobody here can be asked who a caller is: the identity provider cannot be reached.
  if (rule.authentication) return refusal(500);

  const { action } = rule;
  switch (action.kind) {
    case 'fixed-response':
      metrics.ofBalancer('HTTP_Fixed_Response_Count');
      return { kind: 'answer', answer: fixedAnswer(action), closes: false };
    case 'redirect': {
      const redirect = redirectAnswer(action, { ...facts, protocol, port: listener.port });
      metrics.ofBalancer(redirect ? 'HTTP_Redirect_Count' : 'HTTP_Redirect_Url_Limit_Exceeded_Count');
      course.redirectUrl = redirect?.location;
      return redirect ? { kind: 'answer', answer: redirect.answer, closes: false } : refusal(500);
    }
    case 'forward': {
      const host = hostHeader(destination.host, { preserve: settings.preserveHost, dnsName: context.dnsName, port: listener.port, protocol });
      return forwardTo(action, request, course, context, { path: destination.target, headers: ['Host', host, ...passed.headers], closes: verdict === 'route and close' });
    }
  }
}

/** Refusals of requests of which nobody knows for sure where they end. */
const UNREADABLE = new Set([400, 501, 505]);

function refusal(status: number): Route {
  return { kind: 'answer', answer: errorAnswer(status), closes: UNREADABLE.has(status) };
}

function forwardTo(action: Extract<Rule['action'], { kind: 'forward' }>, request: IncomingMessage, course: Course, { metrics, makers }: RoutingContext, onward: { path: string; headers: string[]; closes: boolean }): Route {
  const choice = choose(action, request.rawHeaders, makers);
  const { targetGroupArn, group, target } = choice;
  course.errorReason = choice.errorReason;
  if (choice.nonSticky) metrics.ofBalancer('NonStickyRequestCount');
  if (targetGroupArn === undefined || !group) return refusal(503);
  course.targetGroupArn = targetGroupArn;
  if (group.version === 'GRPC') metrics.ofBalancer('GrpcRequestCount');
  if (mismatched(request, course, group)) return refusal(464);
  if (!target) return refusal(503);
  metrics.routed(targetGroupArn, group.pool.targets.size);
  if (group.pool.failsOpen) metrics.ofGroup(targetGroupArn, 'UnhealthyRoutingRequestCount');
  if (group.version === 'lambda') return refusal(502);
  course.target = target.key;
  // Without this many servers of gRPC refuse to speak.
  const headers = group.version === 'GRPC' ? [...onward.headers, 'te', 'trailers'] : onward.headers;
  return { kind: 'forward', target, targetGroupArn, cookies: choice.cookies, path: onward.path, closes: onward.closes, headers };
}

/** A protocol that the target group does not speak (464). */
function mismatched({ headers, method }: IncomingMessage, { protocol }: Course, { version }: PooledGroup): boolean {
  const speaks2 = protocol === 'h2';
  const grpc = speaks2 && headers['content-type']?.startsWith('application/grpc') === true;
  switch (version) {
    case 'HTTP1':
      return grpc;
    case 'HTTP2':
      return !speaks2;
    case 'GRPC':
      return !speaks2 || method !== 'POST';
    case 'lambda':
      return false;
  }
}

function countInvalid({ invalid }: TargetHeaders, metrics: TrafficMetrics): void {
  if (invalid.dropped > 0) metrics.ofBalancer('DroppedInvalidHeaderRequestCount');
  if (invalid.forwarded > 0) metrics.ofBalancer('ForwardedInvalidHeaderRequestCount');
}

function factsOf(request: IncomingMessage, connection: ClientConnection, host = ''): RequestFacts {
  const url = targetOf(request);
  const mark = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    host: host.replace(/:\d*$/, ''),
    path: normalizePath(mark < 0 ? url : url.slice(0, mark)),
    query: mark < 0 ? '' : url.slice(mark + 1),
    rawHeaders: request.rawHeaders,
    sourceIp: connection.address,
  };
}

/** Path and query; the absolute form that clients use towards proxies (`GET http://host/path`) is shortened to them. */
function targetOf({ url = '/' }: IncomingMessage): string {
  if (url.startsWith('/')) return url;
  const path = url.replace(/^https?:\/\/[^/?]*/i, '');
  return path.startsWith('/') ? path : `/${path}`;
}
