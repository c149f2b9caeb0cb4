import type { Decision } from '../../domain/decision.ts';
import { headerOf } from '../forwarding/upstream-answer.ts';
import type { Served } from '../forwarding/exchange.ts';
import type { CallerRequest } from '../listening/caller-request.ts';
import { createDecisionCells } from './decision-cells.ts';
import { LEVEL_NUMBER, type Log } from './log.ts';
import { idText, pathText } from './log-text.ts';
import { traceIdOf } from './trace-context.ts';

/** A request that has been answered, as the access log tells it. */
export interface Access {
  readonly request: Pick<CallerRequest, 'method' | 'path' | 'headers'>;
  readonly served: Served;
  /** Milliseconds until all of the answer was written. */
  readonly totalMs: number;
  /** Bytes from and to the caller, heads included. */
  readonly received: number;
  readonly sent: number;
}

export interface AccessLogOptions {
  readonly log: Pick<Log, 'line' | 'takes'>;
  readonly now: () => number;
  readonly random: () => number;
  /** Which part of the requests has a line, 0–1. Failures, fallbacks and slow ones always have. */
  readonly share: number;
  /** From so many milliseconds to the first byte on a request is slow. */
  readonly slowMs: number;
  /** Where requests so decided are sent, as text. */
  readonly addressOf: (decision: Decision) => string;
}

/**
 * One line of JSON for each request, at `warn` where it went wrong. Of what the caller sent there are method, path, and what it calls
 * the request; never the query, a cookie, or who called. Put together by hand: that takes a fifth of the time it takes a serialiser.
 */
export function createAccessLog({ log, now, random, share, slowMs, addressOf }: AccessLogOptions): (access: Access) => void {
  const openings = createDecisionCells((decision) => {
    const { group, upstream, reason } = decision;
    return `,${JSON.stringify({ group, upstream, reason, to: addressOf(decision) }).slice(1, -1)},"method":"`;
  });

  return ({ request: { method, path, headers }, served, totalMs, received, sent }) => {
    const { decision, status, ms, failure } = served;
    const isTrouble = wentWrong(served) || ms >= slowMs;
    if (!isTrouble && share < 1 && random() >= share) return;
    const level = isTrouble ? 'warn' : 'info';
    if (!log.takes(level)) return;
    let line = `{"level":${LEVEL_NUMBER[level]},"time":${now()}${openings.of(decision)}${method}","path":${pathText(path)},"status":${status}`;
    if (failure) line += `,"failure":"${failure}"`;
    line += `,"ms":${tenths(ms)},"totalMs":${tenths(totalMs)},"received":${received},"sent":${sent}`;
    const trace = traceIdOf(headers);
    if (trace !== undefined) line += `,"trace":"${trace}"`;
    const id = headerOf({ rawHeaders: headers }, 'x-request-id') ?? headerOf({ rawHeaders: headers }, 'x-amzn-trace-id');
    if (id) line += `,"request":${idText(id)}`;
    log.line(level, `${line}}\n`);
  };
}

/** The caller's leaving is nobody's failure. */
function wentWrong({ decision, status, failure }: Served): boolean {
  return (failure !== null && failure !== 'cancelled') || (status !== null && status >= 500) || decision.reason === 'fallback';
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

