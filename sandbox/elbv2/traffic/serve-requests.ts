import type { IncomingMessage } from 'node:http';
import type { Listener } from '../model.ts';
import { errorAnswer, onTheWire } from './answers/own-answer.ts';
import { answer, type Conversation } from './conversation.ts';
import type { Course } from './course.ts';
import { classifyMalformed } from './desync/classify-malformed.ts';
import { forward } from './forwarding/forward.ts';
import { upgrade } from './forwarding/upgrade.ts';
import { headerChangesOf } from './headers/response-headers.ts';
import type { ClientConnection } from './listening/client-connection.ts';
import { http2Stream } from './listening/http2-stream.ts';
import type { ListenerHandlers } from './listening/listener-server.ts';
import type { TrafficMetrics } from './metrics/traffic-metrics.ts';
import { route, type Route } from './route.ts';
import type { RuleTable } from './rules/rule-table.ts';
import type { BalancerSettings } from './settings.ts';
import type { ChoiceMakers } from './stickiness/choose.ts';

export interface Traffic {
  readonly dnsName: string;
  readonly metrics: TrafficMetrics;
  readonly makers: ChoiceMakers;
  readonly now: () => number;
  readonly monotonic: () => number;
  /** What is in force, asked anew for every request: a change holds from the next one on. */
  readonly listener: () => Listener;
  readonly settings: () => BalancerSettings;
  readonly rules: () => RuleTable;
  readonly idleMs: () => number;
  /** ARN of the certificate that a client naming this server is shown. */
  readonly certificateFor: (serverName: string | undefined) => string | undefined;
  readonly speaksTls: (targetGroupArn: string) => boolean;
  /** A request is over. */
  readonly log: (course: Course, bytes: { readonly received: number; readonly sent: number }) => void;
}

/** What a listener does with every request: rules, then target group, then target, then the answer. */
export function serveRequests(traffic: Traffic): Omit<ListenerHandlers, 'opened' | 'closed' | 'rejected' | 'tlsRefused'> {
  const { metrics, monotonic, log, settings } = traffic;
  const open = new WeakMap<ClientConnection, Set<Conversation>>();
  const tunnels = new WeakSet<ClientConnection>();

  const courseOf = (request: IncomingMessage, connection: ClientConnection, kind: 'request' | 'websocket'): Course => {
    const { tls } = traffic.listener();
    const isHttp2 = http2Stream(request) !== undefined;
    const protocol = kind === 'websocket' ? (tls ? 'wss' : 'ws') : isHttp2 ? 'h2' : tls ? 'https' : 'http';
    return { ...blankCourse(connection, protocol), method: request.method ?? '-', url: request.url ?? '-', httpVersion: `HTTP/${request.httpVersion}`, host: hostOf(request), userAgent: request.headers['user-agent'] };
  };

  const blankCourse = (connection: ClientConnection, protocol: Course['protocol']): Course => ({
    arrivedAt: traffic.now(),
    arrived: monotonic(),
    protocol,
    client: connection,
    listenerPort: traffic.listener().port,
    method: '-',
    url: '-',
    httpVersion: '-',
    host: undefined,
    userAgent: undefined,
    tls: connection.tls && { ...connection.tls, certificateArn: traffic.certificateFor(connection.tls.domain) },
    connectionId: connection.id,
    classification: undefined,
    rule: undefined,
    transformed: undefined,
    redirectUrl: undefined,
    errorReason: undefined,
    targetGroupArn: undefined,
    target: undefined,
    sent: undefined,
    answered: undefined,
    targetStatus: undefined,
    status: undefined,
    trace: undefined,
  });

  /** For what is no request: its answer, counted and logged. */
  const lastWords = (status: number, course: Course, connection: ClientConnection): string => {
    course.status = status;
    metrics.ownAnswer(status);
    log(course, connection.takeBytes());
    return onTheWire(errorAnswer(status));
  };

  const routeOf = (request: IncomingMessage, connection: ClientConnection, course: Course): Route =>
    route(request, connection, course, { listener: traffic.listener(), settings: settings(), rules: traffic.rules(), dnsName: traffic.dnsName, metrics, makers: traffic.makers });

  return {
    request(request, response, connection) {
      // What comes behind a request that may have been read differently elsewhere is nobody's.
      if (connection.ended) return;
      connection.requests++;
      const course = courseOf(request, connection, 'request');
      const conversation: Conversation = { request, response, connection, course, metrics, monotonic, changes: headerChangesOf(traffic.listener().attributes) };
      const conversations = open.get(connection) ?? new Set();
      open.set(connection, conversations.add(conversation));
      response.on('error', () => {});
      response.once('close', () => {
        conversations.delete(conversation);
        log(course, connection.takeBytes());
        if (connection.retired && conversations.size === 0) connection.close();
      });
      const to = routeOf(request, connection, course);
      const isLast = monotonic() - connection.openedAt > settings().keepAliveMs || to.closes;
      if (isLast) response.shouldKeepAlive = false;
      connection.ended = isLast && course.protocol !== 'h2';
      if (to.kind === 'answer') answer(conversation, to.answer);
      else forward(conversation, to);
    },
    upgrade(request, socket, head, connection) {
      tunnels.add(connection);
      const course = courseOf(request, connection, 'websocket');
      socket.on('error', () => socket.destroy());
      socket.once('close', () => log(course, connection.takeBytes()));
      const to = routeOf(request, connection, course);
      if (to.kind === 'answer') {
        course.status = to.answer.status;
        metrics.ownAnswer(to.answer.status);
        return void socket.end(onTheWire(to.answer));
      }
      const changes = headerChangesOf(traffic.listener().attributes);
      upgrade({ request, socket, head, course, metrics, changes, monotonic, secure: traffic.speaksTls(to.targetGroupArn), idleMs: traffic.idleMs() }, to);
    },
    malformed(code, received, connection) {
      const course = blankCourse(connection, traffic.listener().tls ? 'https' : 'http');
      course.classification = classifyMalformed(code, received);
      if (course.classification) metrics.ofBalancer('DesyncMitigationMode_NonCompliant_Request_Count');
      return lastWords(400, course, connection);
    },
    isIdle: (connection) => !tunnels.has(connection) && (open.get(connection)?.size ?? 0) === 0,
    silent(connection) {
      if (tunnels.has(connection)) return 'keep';
      const conversations = [...(open.get(connection) ?? [])];
      if (conversations.length === 0) return connection.hasUnfinished() ? { lastWords: lastWords(408, blankCourse(connection, traffic.listener().tls ? 'https' : 'http'), connection) } : 'cut';
      if (conversations.some(({ response }) => response.writableNeedDrain)) return 'cut';
      const stalled = conversations.find(({ request, response }) => !request.complete && !response.headersSent);
      // Else it is the target that is silent, and for that there is another clock.
      if (!stalled) return 'keep';
      stalled.course.status = 408;
      return stalled.course.protocol === 'h2' ? 'cut' : { lastWords: onTheWire(errorAnswer(408)) };
    },
  };
}

function hostOf({ headers }: IncomingMessage): string | undefined {
  return headers.host ?? (headers[':authority'] as string | undefined);
}
