import type { RedactionRules } from '../../domain/redaction.ts';
import type { CapturedResponse } from '../exchange.ts';
import { recordBody } from './recorded-body.ts';
import { recordAnswer, type RecordedExchange } from './recorded-exchange.ts';
import { cookieNames, redactRequestHeaders } from './redact-headers.ts';
import { createRedaction, type Redaction } from './redaction.ts';
import { redactTarget } from './redact-target.ts';

/** One request and legacy's answer to it, as they came. */
export interface SeenExchange {
  readonly at: number;
  readonly session: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  /** Empty where there was none. */
  readonly body: Uint8Array;
  readonly answer: CapturedResponse;
}

/** Under which key, and by which rules of the migration's own, exchanges are redacted. */
export interface RecordRules {
  readonly key: Uint8Array;
  readonly rules?: RedactionRules | undefined;
}

/** An exchange without secrets. */
export function recordExchange({ at, session, method, target, headers, body, answer }: SeenExchange, options: RecordRules): RecordedExchange {
  const withheld = new Set<string>();
  const ofAnswer = createRedaction(options);
  const usual = createRedaction({ ...options, replaced: (pseudonym) => withheld.add(pseudonym) });
  // What a request says has to be said again: in a body it is judged as in an address, where words may stay.
  const ofRequest: Redaction = { ...usual, string: (path, text) => usual.piece(path, text) };
  const request = {
    method,
    target: redactTarget(target, ofRequest),
    headers: redactRequestHeaders(headers),
    cookies: cookieNames(headers),
    body: recordBody({ status: 200, rawHeaders: headers, body, bodyTruncated: false, ms: 0 }, ofRequest),
  };
  return { at, session: ofAnswer.hidden(`session ${session}`), request: { ...request, withheld: [...withheld] }, answer: recordAnswer(answer, ofAnswer) };
}
