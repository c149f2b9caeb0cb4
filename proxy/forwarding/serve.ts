import type { Group } from '../group.ts';
import { toCaller, toCandidate, type Translated, type Untranslatable } from '../rewriting/translate.ts';
import { answerCaller } from './answer-caller.ts';
import type { Upstream } from '../../domain/decision.ts';
import type { Exchange, Served, Upstreams } from './exchange.ts';
import { passOn, refusalOf, refuseFenced } from './fenced.ts';
import type { UpstreamFailure } from './forwarder.ts';
import { relayInterim } from './relay.ts';
import { sendRequest } from './send-request.ts';
import type { UpstreamAnswer } from './upstream-answer.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What a candidate says that cannot serve now. */
const UNAVAILABLE = new Set([502, 503, 504]);

/** Has the upstream that was decided for answer the request, and legacy where the candidate fails it in time. */
export function serve(exchange: Exchange, upstreams: Upstreams): Promise<Served> {
  return exchange.decision.upstream === 'candidate' && exchange.group ? serveByCandidate(exchange, exchange.group, upstreams) : serveByLegacy(exchange, upstreams);
}

async function serveByLegacy(exchange: Exchange, upstreams: Upstreams): Promise<Served> {
  const since = upstreams.clock.elapsed();
  const { address, timeoutMs } = upstreams.legacy;
  const { request, res, body, decision } = exchange;
  const { method, target, headers, hasBody } = request;
  upstreams.resends.deposit();
  const outcome = await sendRequest(exchange, upstreams, { method, target, headers, hasBody, body, to: address, timeoutMs, decision, onInterim: (interim) => relayInterim(res, interim) });
  const { group } = exchange;
  const refusal = group && refusalOf(group, outcome);
  if (refusal) return serveFenced(exchange, group, 'legacy', refusal, upstreams);
  const tap = 'failure' in outcome ? undefined : exchange.tapLegacy?.(outcome);
  return answerCaller(exchange, upstreams, { side: 'legacy', since, outcome, tap });
}

async function serveByCandidate(exchange: Exchange, group: Group, upstreams: Upstreams): Promise<Served> {
  const { request, decision } = exchange;
  const translated: Translated | Untranslatable | UpstreamFailure = group.rewriting ? await toCandidate(exchange, group.rewriting) : request;
  if ('failure' in translated) return answerCaller(exchange, upstreams, { side: 'candidate', since: request.started, outcome: translated });
  const held: Exchange = translated.held ? { ...exchange, body: translated.held } : exchange;
  if ('untranslatable' in translated) return serveByLegacy(insteadOfCandidate(held, group, 'untranslatable'), upstreams);

  const report = group.breaker.begin();
  group.fallbacks.deposit();
  const { method, target, hasBody } = { ...request, ...translated };
  const headers = exchange.introduce?.(translated.headers) ?? translated.headers;
  const sent = await sendRequest(exchange, upstreams, { method, target, headers, hasBody, body: translated.body ?? exchange.body, to: group.candidate, timeoutMs: group.cohort.timeoutMs, decision });
  const outcome = group.rewriting && !('failure' in sent) ? await toCaller(sent, request, group.rewriting) : sent;
  const cancelled = 'failure' in outcome && outcome.failure === 'cancelled';
  const refusal = refusalOf(group, outcome);
  if (refusal) {
    report('success');
    return serveFenced(exchange, group, 'candidate', refusal, upstreams);
  }
  const failed = !cancelled && ('failure' in outcome || UNAVAILABLE.has(outcome.status));
  report(cancelled ? 'unknown' : failed ? 'failure' : 'success');

  const repeatable = (SAFE.has(request.method) && (!request.hasBody || held.body !== undefined)) || ('failure' in outcome && !outcome.sent);
  if (!failed || !repeatable || exchange.isSecond || decision.reason === 'retired' || !group.fallbacks.withdraw()) return answerCaller(exchange, upstreams, { side: 'candidate', since: request.started, outcome });
  if (!('failure' in outcome)) outcome.discard();
  group.tally.served('candidate', request.session, 'failure' in outcome ? null : outcome.status, upstreams.clock.elapsed() - request.started);
  group.tally.fellBack();
  return serveByLegacy(insteadOfCandidate(held, group, 'fallback'), upstreams);
}

/** Asks the side that owns the writes. */
async function serveFenced(exchange: Exchange, group: Group, side: Upstream, answer: UpstreamAnswer, upstreams: Upstreams): Promise<Served> {
  const next = await passOn(exchange, group, side, answer);
  return next ? serve(next, upstreams) : refuseFenced(exchange, upstreams, group);
}

function insteadOfCandidate(exchange: Exchange, group: Group, reason: 'fallback' | 'untranslatable'): Exchange {
  return { ...exchange, isSecond: true, decision: { group: group.name, upstream: 'legacy', reason } };
}
