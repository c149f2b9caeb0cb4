import type { RedactionRules } from '../../domain/redaction.ts';
import { JsonNode } from '../json-node.ts';
import { createRedactor } from '../redact.ts';
import { isSlug, isSecretName, secretShape } from '../secret-shape.ts';
import { pseudonymOf } from './pseudonym.ts';
import type { JsonRewriter } from './rewrite-json.ts';

/** What takes the place of what a recording must not hold. Equal values stay equal, different ones different. */
export interface Redaction extends JsonRewriter {
  /** A segment of a path, `before` it another; or a query value, `before` it its name. */
  piece(before: string, text: string): string;
  /** Whatever it is, it is not kept. */
  hidden(text: string): string;
}

/** Nothing is taken out: for what never leaves this process, or is its user's own. */
export const NO_REDACTION: Redaction = { string: (_, text) => text, number: (_, lexeme) => lexeme, key: (_, text) => text, piece: (_, text) => text, hidden: (text) => text };

export interface RedactionOptions {
  /** Of the recording: at least 16 random bytes. */
  readonly key: Uint8Array;
  /** The migration's own rules. */
  readonly rules?: RedactionRules | undefined;
  /** Is told every pseudonym, and what it stands for. */
  readonly replaced?: (pseudonym: string, value: string) => void;
}

/** Takes out what a report would not show (`shadow/redact.ts`), by pseudonyms under the recording's own key. */
export function createRedaction({ key, rules, replaced = () => {} }: RedactionOptions): Redaction {
  const redactor = createRedactor({ runKey: key }).with(rules);
  const hidden = (value: string): string => {
    const pseudonym = pseudonymOf(key, value);
    replaced(pseudonym, value);
    return pseudonym;
  };
  const string = (path: string, text: string) => (redactor.text(path, text).startsWith('"') ? text : hidden(text));
  return {
    hidden,
    string,
    key: string,
    number: (path, lexeme) => (isMoment(path, lexeme) || redactor.json(path, { text: lexeme, root: numberNode(lexeme) }, numberNode(lexeme)) === lexeme ? lexeme : asNumber(hidden(lexeme))),
    piece: (before, text) => (isPlainPiece(before, text) && redactor.target(`/${encodeURIComponent(text)}`) === `/${encodeURIComponent(text)}` ? text : hidden(text)),
  };
}

/** What people and machines put into addresses that says nothing about anybody: words, short numbers, dates. */
function isPlainPiece(before: string, text: string): boolean {
  return !isSecretName(before) && secretShape(text) === undefined && (/^(?:-?\d{1,9}(?:\.\d{1,6})?)?$|^\d{4}-\d\d-\d\d$/.test(text) || isSlug(text.toLowerCase()));
}

/** Ten or 13 digits are a moment where the name says so; else they may be a telephone number. */
function isMoment(path: string, lexeme: string): boolean {
  return /^1\d{9}(?:\d{3})?$/.test(lexeme) && /(?:At|_at|time|date|timestamp|expires?|created|updated|modified)(?:\[\])*$/.test(path);
}

function numberNode(lexeme: string): JsonNode {
  return new JsonNode('number', 0, lexeme.length, 0, 0);
}

/** Of short numbers, and of those in a spelling of their own (`1e-7`), the pseudonym is a text. */
function asNumber(pseudonym: string): string {
  return pseudonym.startsWith('~') ? String(Number.parseInt(pseudonym.slice(1, 13), 16)) : pseudonym;
}
