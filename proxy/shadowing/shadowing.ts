import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DropReason } from '../../domain/counters.ts';
import { isSafe } from '../../domain/copying.ts';
import type { Decision, DecisionReason } from '../../domain/decision.ts';
import { messageOf } from '../../domain/errors.ts';
import type { CapturedResponse, Comparer, Exchange, FailedShadow } from '../../shadow/index.ts';
import type { CallerRequest } from '../listening/caller-request.ts';
import type { Flags } from '../deciding/flags.ts';
import { headerOf, type AnswerReader, type UpstreamAnswer } from '../forwarding/upstream-answer.ts';
import type { Group } from '../group.ts';
import type { Introduce, Introductions } from '../identity/introductions.ts';
import type { Log } from '../observing/log.ts';
import { captureInLegacysWords } from '../rewriting/captured-answer.ts';
import { createByteBudget } from './byte-budget.ts';
import { captureAnswer } from './capture-answer.ts';
import type { ComparisonContext } from './comparison-context.ts';
import { createProbes } from './noise/probes.ts';
import type { Repeats } from './noise/repeats.ts';
import type { CopySender } from './send-copy.ts';
import type { Upload } from './writes/capture-upload.ts';
import type { Writes } from './writes/copied-writes.ts';
import type { Uncopied } from './writes/send-write.ts';

/** Sends copies of requests to the candidate and has the answers compared. It never delays, fails or changes what the caller gets. */
export interface Shadowing {
  /** What is to be shown legacy's answer to this request, and may read along, or `undefined` where the request is not shadowed. */
  watch(group: Group, request: CallerRequest, decision: Decision, upload?: Upload): ((answer: UpstreamAnswer) => AnswerReader | undefined) | undefined;
  /** Called for every request when it comes, before anything is awaited; keeps its body where a copy of it may be wanted. */
  receive(req: IncomingMessage, res: ServerResponse): Upload | undefined;
  /** Bytes held, and copies under way. */
  readonly load: { readonly bytes: number; readonly copies: number };
}

export interface ShadowingOptions {
  readonly flags: Flags;
  readonly sender: CopySender;
  readonly introductions: Introductions;
  readonly repeats: Repeats;
  readonly writes: Writes;
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
const asItIs: Introduce = (headers) => headers;

export function createShadowing({ flags, sender, introductions, repeats, writes, comparer, elapsed, log, ...limits }: ShadowingOptions): Shadowing {
  const maxBytes = limits.maxBodyBytes ?? 1024 * 1024;
  const maxCopies = limits.maxCopies ?? 64;
  const budget = createByteBudget(limits.maxBytes ?? 64 * 1024 * 1024);
  const probes = createProbes({ repeats, comparer, budget, log });
  let copies = 0;

  function refusal(group: Group, request: CallerRequest, upload: Upload | undefined): DropReason | undefined {
    const refused = writes.refusal(group, request, upload);
    if (refused) return refused;
    if (!group.candidateKnown) return 'candidate-unknown';
    if (group.shadowBreaker.open) return 'breaker-open';
    if (copies >= maxCopies) return 'busy';
    return undefined;
  }

  /** What legacy's callers would get of the candidate. */
  async function sendCopy(group: Group, request: CallerRequest, introduce: Introduce): Promise<CapturedResponse | FailedShadow> {
    const limits = { timeoutMs: group.shadow.timeoutMs, maxBytes };
    const head = { ...request, ...inCandidatesWords(group, request, introduce) };
    const answer = await sender.send({ ...head, headers: writes.headersToRead(group, head) }, group.candidate, limits);
    return inLegacysWords(group, request, answer);
  }

  /** The same of a request that changes something. */
  async function sendWrite(group: Group, request: CallerRequest, introduce: Introduce, { legacy, upload }: Answered): Promise<CapturedResponse | FailedShadow | Uncopied> {
    const answer = await writes.send(group, request, { upload, legacy, maxBytes, head: (headers) => inCandidatesWords(group, { ...request, headers }, introduce) });
    return 'dropped' in answer ? answer : inLegacysWords(group, request, answer);
  }

  function inCandidatesWords({ rewriting }: Group, request: CallerRequest, introduce: Introduce): { target: string; headers: readonly string[] } {
    const { target, headers } = rewriting ? rewriting.request(request) : request;
    return { target, headers: introduce(headers) };
  }

  async function inLegacysWords(group: Group, request: CallerRequest, answer: CapturedResponse | FailedShadow): Promise<CapturedResponse | FailedShadow> {
    if (!group.rewriting) return answer;
    return 'failed' in answer ? answer : captureInLegacysWords(answer, request, group.rewriting);
  }

  /** The copy goes out when legacy's answer is complete: the candidate never works for a comparison that cannot be made. */
  async function sendAndCompare(group: Group, request: CallerRequest, answered: Answered): Promise<void> {
    const { legacy, upload } = answered;
    const introduce = group.identity ? await introductions.of(request, group.name) : asItIs;
    const dropped = introduce === 'unknown' ? 'session-unknown' : refusal(group, request, upload);
    if (introduce === 'unknown' || dropped) return group.tally.dropped(dropped ?? 'session-unknown');
    copies += 1;
    const report = group.shadowBreaker.begin();
    const send = () => sendCopy(group, request, introduce);
    // A change is made once at either side, whatever would be learned from another.
    const sample = isSafe(request.method) ? repeats.draw(group, request, legacy.status) : undefined;
    const { candidate, purpose } = await writes.inTurn(group, request, async () => {
      if (sample) return sample(send);
      return { candidate: isSafe(request.method) ? await send() : await sendWrite(group, request, introduce, answered), purpose: undefined };
    });
    copies -= 1;
    if ('dropped' in candidate) {
      report('unknown');
      return group.tally.dropped(candidate.dropped);
    }
    const failed = 'failed' in candidate;
    report(failed ? 'failure' : 'success');
    const exchange: Exchange = { method: request.method, target: request.target, at: request.at, legacy, candidate, ...(purpose && { purpose }) };
    // A failed copy differs for a reason that legacy knows nothing of; a sample has asked legacy already.
    const probe = failed || purpose || !isSafe(request.method) ? undefined : probes.prepare(group, request, legacy);
    if (comparer.compare(exchange, group.shadow, { kind: 'copy', group, session: request.session, failed, probe })) return;
    probe?.drop();
    group.tally.dropped('memory');
  }

  function watchAnswer(group: Group, request: CallerRequest, upload: Upload | undefined, { status, reason, rawHeaders }: UpstreamAnswer): AnswerReader | undefined {
    // "Not modified" is said of legacy's own validator: there is no answer in it to compare.
    const length = headerOf({ rawHeaders }, 'content-length') ?? '';
    const announced = /^\d+$/.test(length) && request.method !== 'HEAD' ? Number(length) : undefined;
    const dropped = status === 304 ? 'not-modified' : announced !== undefined && announced > maxBytes ? 'too-large' : undefined;
    if (dropped) {
      upload?.release();
      group.tally.dropped(dropped);
      return undefined;
    }
    return captureAnswer({ maxBytes, budget, announced }, (body) => {
      if (typeof body === 'string') {
        upload?.release();
        return group.tally.dropped(body);
      }
      const held = body.length;
      const legacy: CapturedResponse = { status, statusMessage: reason, rawHeaders, body, bodyTruncated: false, ms: elapsed() - request.started };
      sendAndCompare(group, request, { legacy, upload })
        .catch((error: unknown) => log.error({ group: group.name, error: messageOf(error) }, 'a shadow failed in the proxy'))
        .finally(() => {
          budget.give(held);
          upload?.release();
        });
    });
  }

  return {
    get load() {
      return { bytes: budget.used, copies };
    },
    receive: (req, res) => writes.receive(req, res, { maxBytes, budget }),
    watch(group, request, { upstream, reason }, upload) {
      const noting = upstream === 'legacy' ? writes.noting(group, request) : undefined;
      if (upstream !== 'legacy' || request.isShadow || !SHADOWED.has(reason) || !flags.shadows(group.name, request.caller)) {
        upload?.release();
        return noting;
      }
      const dropped = refusal(group, request, upload);
      if (dropped) {
        upload?.release();
        group.tally.dropped(dropped);
        return noting;
      }
      return (answer) => {
        upload?.claim();
        try {
          return watchAnswer(group, request, upload, answer);
        } catch (error) {
          upload?.release();
          log.error({ group: group.name, error: messageOf(error) }, 'a shadow failed in the proxy');
          return undefined;
        }
      };
    },
  };
}

/** Legacy's answer to a request, and what was uploaded with the request. */
interface Answered {
  readonly legacy: CapturedResponse;
  readonly upload: Upload | undefined;
}
