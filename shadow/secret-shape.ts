import { decodings } from './redaction/decodings.ts';
import { SECRET_PATTERNS } from './redaction/secret-patterns.ts';

export { isSlug } from './redaction/slug.ts';

/** Names whose values are nobody's business: of JSON members, headers, query parameters, and of everything below them. */
const SECRET_NAME = /pass|pwd|secret|token|session|credential|auth(?!or)|api.?key|signature|cookie|csrf|ssn|iban|card|cvv|cvc|\botp|\bpin\b|verif|e-?mail|phone|mobile|address|street|birth|salary/i;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** `password=hunter2`, `"token": "x"`: a name whose value is a secret, and the value, within a text. */
const NAMED_SECRET = /(?:pass|pwd|secret|token|session|credential|api.?key|signature|csrf|cvv|cvc)[\w.-]{0,40}["'\]]{0,2}\s{0,3}[=:]\s{0,3}["']?[^\s"'&,;]/i;

/** Longer texts are never shown; only what they are as a whole is looked for. */
const MAX_SEARCHED = 4_096;

/**
 * What a text is recognised as, or has in it, plainly or encoded: `uuid`, `email`, `card`, `key`…; `undefined` where it looks like nothing that
 * has to be hidden.
 */
export function secretShape(text: string): string | undefined {
  // Most are words: names of members, segments of paths.
  if (text.length < 5 || (text.length < 12 && /^[A-Za-z_$-]+$/.test(text))) return undefined;
  const searched = text.slice(0, MAX_SEARCHED);
  const plain = plainShape(searched);
  if (plain !== undefined) return plain;
  for (const reading of decodings(searched)) {
    const shape = plainShape(reading);
    if (shape !== undefined) return shape;
  }
  return undefined;
}

function plainShape(text: string): string | undefined {
  // What it is comes before what is in it: a UUID has digits that a telephone number may have.
  if (/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(text)) return 'uuid';
  if (NAMED_SECRET.test(text)) return 'credentials';
  return SECRET_PATTERNS.find(([, found]) => found(text))?.[0];
}
