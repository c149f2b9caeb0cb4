import { parseCookie } from 'cookie';
import type { JSONWebKeySet } from 'jose';
import type { CallerRequest } from '../listening/caller-request.ts';
import type { SessionOwner } from './ask-session.ts';
import type { KnownSession } from './known-sessions.ts';
import type { MintToken } from './mint-token.ts';

/** Tells candidates who calls, since they cannot read legacy's sessions. */
export interface Introductions {
  /** What puts it into a request to the group's candidate; `unknown`: legacy did not say, and must answer itself. A promise only where the session is not known yet. */
  of(request: Pick<CallerRequest, 'cookies'>, group: string): Introduce | 'unknown' | Promise<Introduce | 'unknown'>;
  /** What candidates verify it with. */
  keys(): JSONWebKeySet;
  /** Legacy's answers. */
  readonly answers: Readonly<Record<'known' | 'anonymous' | 'unknown', number>>;
  close(): Promise<void>;
}

/** A candidate's headers made of the caller's, `[name, value, …]`. What the caller claims to be is taken out. */
export type Introduce = (headers: readonly string[]) => readonly string[];

export interface IntroductionsOptions extends Pick<Introductions, 'keys' | 'answers' | 'close'> {
  /** The cookie that names the session. */
  readonly cookie: string;
  /** The header that carries the token. In `Authorization` it follows `Bearer`. */
  readonly header: string;
  readonly sessionOf: (cookie: string) => KnownSession | Promise<KnownSession>;
  readonly mint: MintToken;
}

export function createIntroductions({ cookie, header, sessionOf, mint, ...rest }: IntroductionsOptions): Introductions {
  const lower = header.toLowerCase();
  const scheme = lower === 'authorization' ? 'Bearer ' : '';
  const introduceNobody: Introduce = (headers) => without(headers, lower);
  const introduceBy = (token: string): Introduce => (headers) => [...without(headers, lower), header, scheme + token];

  function introduce({ owner, tokens }: KnownSession, group: string): ReturnType<Introductions['of']> {
    if (owner === 'unknown') return 'unknown';
    if (owner === 'anonymous') return introduceNobody;
    const minted = tokens.get(group);
    if (minted !== undefined) return introduceBy(minted);
    return mint(owner, group).then((token) => {
      tokens.set(group, token);
      return introduceBy(token);
    });
  }

  return {
    ...rest,
    of({ cookies }, group) {
      const value = cookies.includes(cookie) ? parseCookie(cookies, { decode: asWritten })[cookie] : undefined;
      if (!value) return introduceNobody;
      const session = sessionOf(`${cookie}=${value}`);
      return session instanceof Promise ? session.then((known) => introduce(known, group)) : introduce(session, group);
    },
  };
}

/** For a proxy that cannot ask: a group whose candidate has to know who calls stays with legacy. */
export const NO_INTRODUCTIONS: Introductions = {
  of: () => 'unknown',
  keys: () => ({ keys: [] }),
  answers: { known: 0, anonymous: 0, unknown: 0 },
  close: () => Promise.resolve(),
};

/** Counts answers by what they were. */
export function countAnswers(): { readonly answers: Introductions['answers']; readonly onAnswer: (owner: SessionOwner) => void } {
  const answers = { known: 0, anonymous: 0, unknown: 0 };
  return { answers, onAnswer: (owner) => void (answers[typeof owner === 'string' ? owner : 'known'] += 1) };
}

const asWritten = (value: string) => value;

function without(headers: readonly string[], name: string): readonly string[] {
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) if (headers[i]!.toLowerCase().replaceAll('_', '-') !== name) kept.push(headers[i]!, headers[i + 1]!);
  return kept;
}
