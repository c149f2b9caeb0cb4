import type { RecordedAnswer } from './recorded-exchange.ts';
import { pairsOf } from './redact-headers.ts';
import type { Redaction } from './redaction.ts';
import { scalarsOf } from './rewrite-json.ts';

/**
 * A redaction that takes out of an answer what was taken out of the recorded one, whatever rules were in force then: a value that stands there, plain or
 * as its pseudonym, is written as it stands there.
 */
export function redactionLike(recorded: RecordedAnswer, redaction: Redaction, pseudonym: (text: string) => string): Redaction {
  const known = textsOf(recorded);
  const like = (text: string, usual: string): string => {
    if (known.has(usual)) return usual;
    if (known.has(text)) return text;
    const other = pseudonym(text);
    return known.has(other) ? redaction.hidden(text) : usual;
  };
  return {
    string: (path, text) => like(text, redaction.string(path, text)),
    key: (path, text) => like(text, redaction.key(path, text)),
    number: (path, lexeme) => like(lexeme, redaction.number(path, lexeme)),
    piece: (before, text) => like(text, redaction.piece(before, text)),
    hidden: (text) => redaction.hidden(text),
  };
}

function textsOf({ headers, body }: RecordedAnswer): ReadonlySet<string> {
  const texts = new Set<string>();
  for (const [name, value] of pairsOf(headers)) {
    texts.add(value);
    if (name.toLowerCase().endsWith('location')) for (const piece of value.split(/[/?&=#]/)) texts.add(piece);
  }
  for (const { text, keys } of scalarsOf(body?.json ?? 'null')) for (const each of [text, ...keys]) texts.add(each);
  return texts;
}
