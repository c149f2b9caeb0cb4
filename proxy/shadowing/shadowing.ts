import type { DropReason } from '../../domain/counters.ts';
import type { Decision, DecisionReason } from '../../domain/decision.ts';
import { messageOf } from '../../domain/errors.ts';
import type { CapturedResponse, Comparer, Comparison, Exchange, FailedShadow } from '../../shadow/index.ts';
import type { CallerRequest } from '../listening/caller-request.ts';
import type { Flags } from '../deciding/flags.ts';
import { headerOf, type AnswerReader, type UpstreamAnswer } from '../forwarding/upstream-answer.ts';
import type { Group } from '../group.ts';
import type { Introduce, Introductions } from '../identity/introductions.ts';
import type { Log } from '../observing/log.ts';
import { captureInLegacysWords } from '../rewriting/captured-answer.ts';
import { createByteBudget } from './byte-budget.ts';
import { captureAnswer } from './capture-answer.ts';
import { joinBytes } from './join-bytes.ts';
import type { CopySender } from './send-copy.ts';

/** Sends copies of requests to the candidate and has the answers compared. It never delays, fails or changes what the caller gets. */
export interface Shadowing {
  /** What is to be shown legacy's answer to this request, and may read along, or `undefined` where the request is not shadowed. */
  watch(group: Group, request: CallerRequest, decision: Decision): ((answer: UpstreamAnswer) => AnswerReader | undefined) | undefined;
  /** Bytes held, and copies under way. */
  readonly load: { readonly bytes: number; readonly copies: number };
}

/** What a comparison is made for. */
export interface ComparisonContext {
  readonly group: Group;
  readonly session: string;
  readonly failed: boolean;
}

export interface ShadowingOptions {
  readonly flags: Flags;
  readonly sender: CopySender;
  readonly introductions: Introductions;
  readonly comparer: Pick<Comparer<ComparisonContext>, 'compare'>;
  readonly elapsed: () => number;
  readonly log: Log;
  /** Default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** Default 64 MiB. */
  readonly maxBytes?: number;
  /** Default 64. */
  readonly maxCopies?: number;
}

/** The group is at its flags' disposal. Otherwise nothing is sent to the candidate, no copy either. */
const SHADOWED = new Set<DecisionReason>(['anonymous', 'not-in-cohort', 'breaker-open', 'candidate-unknown']);
const SAFE = new Set(['GET', 'HEAD']);
const asItIs: Introduce = (headers) => headers;

export function createShadowing({ flags, sender, introductions, comparer, elapsed, log, ...limits }: ShadowingOptions): Shadowing {
  const maxBytes = limits.maxBodyBytes ?? 1024 * 1024;
  const maxCopies = limits.maxCopies ?? 64;
  const budget = createByteBudget(limits.maxBytes ?? 64 * 1024 * 1024);
  let copies = 0;

  function refusal(group: Group, request: CallerRequest): DropReason | undefined {
    if (!SAFE.has(request.method)) return 'unsafe-method';
    if (request.hasBody) return 'too-large';
    if (!group.candidateKnown) return 'candidate-unknown';
    if (group.shadowBreaker.open) return 'breaker-open';
    if (copies >= maxCopies) return 'busy';
    return undefined;
  }

  /** What legacy's callers would get of the candidate. */
  async function sendCopy(group: Group, request: CallerRequest, introduce: Introduce): Promise<CapturedResponse | FailedShadow> {
    const limits = { timeoutMs: group.shadow.timeoutMs, maxBytes };
    const translated = group.rewriting ? { ...request, ...group.rewriting.request(request) } : request;
    const answer = await sender.send({ ...translated, headers: introduce(translated.headers) }, group.candidate, limits);
    if (!group.rewriting) return answer;
    return 'failed' in answer ? answer : captureInLegacysWords(answer, request, group.rewriting);
  }

  /** The copy goes out when legacy's answer is complete: the candidate never works for a comparison that cannot be made. */
  async function sendAndCompare(group: Group, request: CallerRequest, legacy: CapturedResponse): Promise<void> {
    const introduce = group.identity ? await introductions.of(request, group.name) : asItIs;
    const dropped = introduce === 'unknown' ? 'session-unknown' : refusal(group, request);
    if (introduce === 'unknown' || dropped) return group.tally.dropped(dropped ?? 'session-unknown');
    copies += 1;
    const report = group.shadowBreaker.begin();
    const candidate = await sendCopy(group, request, introduce);
    copies -= 1;
    const failed = 'failed' in candidate;
    report(failed ? 'failure' : 'success');
    const exchange: Exchange = { method: request.method, target: request.target, at: request.at, legacy, candidate };
    if (!comparer.compare(exchange, group.shadow, { group, session: request.session, failed })) group.tally.dropped('memory');
  }

  function watchAnswer(group: Group, request: CallerRequest, { status, reason, rawHeaders }: UpstreamAnswer): AnswerReader | undefined {
    // "Not modified" is said of legacy's own validator: there is no answer in it to compare.
    const dropped = status === 304 ? 'not-modified' : Number(headerOf({ rawHeaders }, 'content-length') ?? 0) > maxBytes && request.method !== 'HEAD' ? 'too-large' : undefined;
    if (dropped) {
      group.tally.dropped(dropped);
      return undefined;
    }
    return captureAnswer({ maxBytes, budget }, (body) => {
      if (typeof body === 'string') return group.tally.dropped(body);
      const held = body.reduce((sum, piece) => sum + piece.length, 0);
      const legacy: CapturedResponse = { status, statusMessage: reason, rawHeaders, body: joinBytes(body), bodyTruncated: false, ms: elapsed() - request.started };
      sendAndCompare(group, request, legacy)
        .catch((error: unknown) => log.error({ group: group.name, error: messageOf(error) }, 'a shadow failed in the proxy'))
        .finally(() => budget.give(held));
    });
  }

  return {
    get load() {
      return { bytes: budget.used, copies };
    },
    watch(group, request, { upstream, reason }) {
      if (upstream !== 'legacy' || request.isShadow || !SHADOWED.has(reason) || !flags.shadows(group.name, request.caller)) return undefined;
      const dropped = refusal(group, request);
      if (dropped) {
        group.tally.dropped(dropped);
        return undefined;
      }
      return (answer) => {
        try {
          return watchAnswer(group, request, answer);
        } catch (error) {
          log.error({ group: group.name, error: messageOf(error) }, 'a shadow failed in the proxy');
          return undefined;
        }
      };
    },
  };
}

/** Counts what came of a comparison. */
export function recordComparison(comparison: Comparison, { group, session, failed }: ComparisonContext): void {
  group.tally.compared(session, { outcome: comparison.equal ? 'equal' : failed ? 'failed' : 'differing', legacyStatus: comparison.legacyStatus, candidateStatus: comparison.candidateStatus });
  group.differences.add(comparison);
}
