import type { CapturedResponse, FailedShadow } from '../../shadow/index.ts';
import type { UpstreamAnswer } from '../forwarding/upstream-answer.ts';
import type { CallerRequest } from '../listening/caller-request.ts';
import type { Rewriting } from './rewriting.ts';
import { toCaller } from './translate.ts';

/** A candidate's answer to a copy as callers of the cohort would get it, so that this is what is compared. */
export async function captureInLegacysWords(captured: CapturedResponse, request: CallerRequest, rewriting: Rewriting): Promise<CapturedResponse | FailedShadow> {
  if (captured.bodyTruncated) return { ...captured, rawHeaders: rewriting.answer(captured.rawHeaders, request.host) };
  const body = Buffer.from(captured.body);
  const answer: UpstreamAnswer = {
    status: captured.status,
    reason: captured.statusMessage ?? '',
    rawHeaders: captured.rawHeaders,
    whole: () => body,
    read: () => {},
    pause: () => {},
    resume: () => {},
    discard: () => {},
  };
  const translated = await toCaller(answer, request, rewriting);
  return 'failure' in translated ? { failed: 'malformed' } : { ...captured, rawHeaders: translated.rawHeaders, body: translated.whole() ?? body };
}
