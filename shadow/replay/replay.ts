import { compareExchange } from '../compare.ts';
import type { Comparison, ComparisonRules } from '../comparison.ts';
import type { CapturedResponse, FailedShadow } from '../exchange.ts';
import { asCaptured, recordAnswer, type RecordedAnswer } from '../recording/recorded-exchange.ts';
import { pseudonymOf } from '../recording/pseudonym.ts';
import { createRedaction, NO_REDACTION, type Redaction } from '../recording/redaction.ts';
import { redactionLike } from '../recording/redaction-like.ts';
import type { Redactor } from '../redact.ts';
import { createCookieJar, type CookieJar } from './cookie-jar.ts';
import type { Pace } from './pace.ts';
import { createReplayIds, type ReplayIds } from './replay-ids.ts';
import { SAFE_METHODS, type ReplayItem, type Skip } from './replay-item.ts';
import { replayRequest, type ReplayRequest } from './replay-request.ts';
import { runInOrder } from './run-in-order.ts';
import type { RequestSender } from './send-request.ts';

/** What came of a replay. */
export interface ReplayCounts {
  readonly requests: number;
  readonly compared: number;
  readonly differing: number;
  /** Of those, requests that the candidate did not answer. */
  readonly failed: number;
  readonly skipped: Readonly<Partial<Record<Skip, number>>>;
}

export interface ReplayOptions {
  readonly candidate: RequestSender;
  /** Asked at the same time and compared with; `null`: compared with what was recorded. */
  readonly legacy: RequestSender | null;
  /** The recording's; `null`: nothing was redacted. */
  readonly key: Uint8Array | null;
  readonly rules: ComparisonRules;
  readonly redactor: Redactor;
  /** Whether the route group has the request. */
  readonly isInGroup: (method: string, target: string) => boolean;
  readonly writes: boolean;
  /** Go with every request: who asks, where that matters. `[name, value, …]` */
  readonly headers: readonly string[];
  readonly pace: Pace;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onComparison: (comparison: Comparison) => void;
}

/** One of the two that are asked: its own ids, its own cookies. */
interface Side {
  readonly sender: RequestSender;
  readonly ids: ReplayIds;
  readonly jar: CookieJar;
}

/** Makes requests again and compares the answers, as they come. */
export async function replay(items: AsyncIterable<ReplayItem>, options: ReplayOptions): Promise<ReplayCounts> {
  const { key, rules, redactor, isInGroup, writes, headers, pace, concurrency, signal, onComparison } = options;
  const counts = { requests: 0, compared: 0, differing: 0, failed: 0 };
  const skipped: Partial<Record<Skip, number>> = {};
  const [candidate, legacy] = [sideOf(options.candidate), options.legacy && sideOf(options.legacy)];
  const skip = (why: Skip) => void (skipped[why] = (skipped[why] ?? 0) + 1);

  function refusal({ request: { method, target }, answer }: ReplayItem): Skip | undefined {
    if (!isInGroup(method, target)) return 'not-in-group';
    if (!SAFE_METHODS.has(method) && !writes) return 'unsafe-method';
    return legacy || answer ? undefined : 'no-answer';
  }

  async function* due(): AsyncGenerator<ReplayItem> {
    for await (const item of items) {
      const why = refusal(item);
      if (why) skip(why);
      else {
        await pace(item.at);
        if (signal.aborted) return;
        yield item;
      }
    }
  }

  const send = ({ sender, jar }: Side, { session, request }: ReplayItem, made: ReplayRequest) => {
    const cookie = jar.header(session, request.cookies);
    return sender.send(made, [...headers, ...(cookie === undefined ? [] : ['cookie', cookie])]);
  };

  /** An answer as it is compared: redacted as the recording is, in the recording's ids. */
  function settle(side: Side, item: ReplayItem, answer: CapturedResponse): RecordedAnswer {
    side.jar.take(item.session, answer.rawHeaders);
    const settled = recordAnswer(answer, redactionFor(side, item), item.answer ?? undefined);
    if (item.answer && !SAFE_METHODS.has(item.request.method) && answer.status < 300 && item.answer.status < 300) side.ids.made(item.answer, settled);
    return side.ids.toRecorded(settled);
  }

  function redactionFor({ ids }: Side, { answer }: ReplayItem): Redaction {
    if (!key) return NO_REDACTION;
    const redaction = createRedaction({ key, rules: rules.redact, replaced: (pseudonym, value) => ids.saw(pseudonym, value) });
    return answer ? redactionLike(answer, redaction, (text) => pseudonymOf(key, text)) : redaction;
  }

  async function run(item: ReplayItem): Promise<void> {
    const [asked, askedLegacy] = [replayRequest(item.request, candidate.ids), legacy && replayRequest(item.request, legacy.ids)];
    if (typeof asked === 'string' || typeof askedLegacy === 'string') return skip(typeof asked === 'string' ? asked : 'withheld');
    counts.requests += 1;
    const [answer, legacyAnswer] = await Promise.all([send(candidate, item, asked), legacy && askedLegacy ? send(legacy, item, askedLegacy) : null]);
    if (signal.aborted) return;
    if (legacyAnswer && 'failed' in legacyAnswer) return skip('no-answer');
    const expected = legacy && legacyAnswer ? settle(legacy, item, legacyAnswer) : item.answer;
    if (!expected) return skip('no-answer');
    tell(item, expected, 'failed' in answer ? answer : settle(candidate, { ...item, answer: item.answer ?? expected }, answer));
  }

  function tell({ request: { method, target }, at }: ReplayItem, expected: RecordedAnswer, found: RecordedAnswer | FailedShadow): void {
    const comparison = compareExchange({ method, target, at, legacy: asCaptured(expected), candidate: 'failed' in found ? found : asCaptured(found) }, rules, redactor);
    counts.compared += 1;
    if (!comparison.equal) counts.differing += 1;
    if ('failed' in found) counts.failed += 1;
    onComparison(comparison);
  }

  await runInOrder(due(), { sessionOf: ({ session }) => session, concurrency, run, signal });
  return { ...counts, skipped };
}

function sideOf(sender: RequestSender): Side {
  return { sender, ids: createReplayIds(), jar: createCookieJar() };
}
