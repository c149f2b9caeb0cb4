import type { IncomingMessage } from 'node:http';
import type { UpstreamFailure } from '../forwarding/forwarder.ts';
import type { UpstreamAnswer } from '../forwarding/upstream-answer.ts';
import type { CallerRequest } from '../listening/caller-request.ts';
import { headersFor, holdBody, rewriteAnswer, rewriteBody } from './json-body.ts';
import type { RequestHead, Rewriting } from './rewriting.ts';

/** A caller's request in the candidate's words. */
export interface Translated extends RequestHead {
  /** The rewritten body, and the one that the caller sent; absent where the body is not touched. */
  readonly body?: Buffer;
  readonly held?: Buffer;
}

/** There are no words for it: legacy must answer. `held` is the body, where it has been read. */
export interface Untranslatable {
  readonly untranslatable: true;
  readonly held?: Buffer;
}

/** A failure: the caller left while his body was read. */
export async function toCandidate({ req, request }: { req: IncomingMessage; request: CallerRequest }, rewriting: Rewriting): Promise<Translated | Untranslatable | UpstreamFailure> {
  const { hook } = rewriting;
  const head = rewriting.request(request);
  if (!hook.request) return head;
  const held = await holdBody(req).catch(() => 'gone' as const);
  if (held === 'gone') return { failure: 'cancelled', sent: false, reused: false };
  if (held === 'untouched') return head;
  if (held === 'untranslatable') return { untranslatable: true };
  const { request: translate } = hook;
  try {
    const body = await rewriteBody(held, (json) => translate(json, request));
    return { ...head, headers: headersFor(body, head.headers), body, held };
  } catch {
    return { untranslatable: true, held };
  }
}

/** A candidate's answer in legacy's words; a failure of the candidate's where it cannot be put into them. */
export async function toCaller(answer: UpstreamAnswer, request: CallerRequest, rewriting: Rewriting): Promise<UpstreamAnswer | UpstreamFailure> {
  const { hook } = rewriting;
  const translated = { ...answer, rawHeaders: rewriting.answer(answer.rawHeaders, request.host) };
  if (!hook.answer) return translated;
  try {
    return await rewriteAnswer(translated, hook.answer, request);
  } catch {
    return { failure: 'broken', sent: true, reused: false };
  }
}
