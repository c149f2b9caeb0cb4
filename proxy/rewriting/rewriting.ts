import type { PathRewrite, Rewrite } from '../../domain/rewrite.ts';
import type { BodyHook } from './body-hook.ts';
import { cookieRewriter, setCookieRewriter } from './cookie-rewrite.ts';
import { headerRewriter, type HeaderRewriter } from './header-rewrite.ts';
import { rewritePath } from './path-rewrite.ts';
import { rewriteQuery } from './query-rewrite.ts';

/** Puts a group's requests into the candidate's words, and its answers back into legacy's. */
export interface Rewriting {
  request(head: RequestHead): RequestHead;
  /** Raw headers of an answer to a request that came for `host`. */
  answer(rawHeaders: readonly string[], host: string): readonly string[];
  readonly hook: BodyHook;
}

export interface RequestHead {
  readonly target: string;
  readonly headers: readonly string[];
}

export function createRewriting({ request, answer }: Rewrite, hook: BodyHook): Rewriting {
  const steps = [headerRewriter(request.headers), cookieRewriter(request.cookies)];
  // A body that is to be read must not come compressed.
  if (hook.answer) steps.push(headerRewriter({ remove: ['accept-encoding'], rename: {}, set: {} }));
  const requestHeaders = inTurn(steps);
  const answerHeaders = inTurn([headerRewriter(answer.headers), setCookieRewriter(answer.cookies)]);
  const back = request.paths.map(({ from, to }) => ({ from: to, to: from }));
  return {
    hook,
    request: ({ target, headers }) => ({ target: rewriteTarget(target, request), headers: requestHeaders(headers) }),
    answer: (rawHeaders, host) => answerHeaders(back.length === 0 ? rawHeaders : withLocations(rawHeaders, host, back)),
  };
}

function inTurn(steps: readonly HeaderRewriter[]): HeaderRewriter {
  return (raw) => steps.reduce((headers, step) => step(headers), raw);
}

function rewriteTarget(target: string, { paths, query }: Rewrite['request']): string {
  const question = target.indexOf('?');
  const path = rewritePath(question < 0 ? target : target.slice(0, question), paths);
  const rewritten = rewriteQuery(question < 0 ? '' : target.slice(question + 1), query);
  return rewritten === '' ? path : `${path}?${rewritten}`;
}

/** Places on the candidate are told as legacy's; those of other hosts stay. */
function withLocations(raw: readonly string[], host: string, back: readonly PathRewrite[]): readonly string[] {
  return raw.map((value, i) => {
    const name = i % 2 === 1 ? raw[i - 1]!.toLowerCase() : '';
    if (name !== 'location' && name !== 'content-location') return value;
    const [, origin = '', path = '', rest = ''] = /^(https?:\/\/[^/?#]*)?(\/[^?#]*)(.*)$/i.exec(value) ?? [];
    const isElsewhere = origin !== '' && origin.replace(/^https?:\/\//i, '').toLowerCase() !== host.toLowerCase();
    return path === '' || path.startsWith('//') || isElsewhere ? value : `${origin}${rewritePath(path, back)}${rest}`;
  });
}
