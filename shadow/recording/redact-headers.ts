import { headerForm } from '../header-form.ts';
import { redactTarget } from './redact-target.ts';
import type { Redaction } from './redaction.ts';

/** Of an answer's headers those of one connection, and those that tell how its body was written: it is kept decoded. */
const ANSWER_LEFT_OUT = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'content-length', 'content-encoding', 'proxy-authenticate']);
/** Of a request's headers those that the answer may depend on and that say nothing of who asks. */
const REQUEST_KEPT = new Set(['accept', 'accept-language', 'accept-encoding', 'content-type', 'x-requested-with', 'range', 'prefer', 'api-version', 'x-api-version']);
const COOKIE_ATTRIBUTE = /^(?:expires|max-age|domain|samesite|secure|httponly|partitioned|priority)$/i;

/** An answer's headers, in their order, duplicates apart. */
export function redactAnswerHeaders(rawHeaders: readonly string[], redaction: Redaction): string[] {
  const nominated = new Set(pairsOf(rawHeaders).flatMap(([name, value]) => (name.toLowerCase() === 'connection' ? value.toLowerCase().split(/\s*,\s*/) : [])));
  return pairsOf(rawHeaders)
    .filter(([name]) => !ANSWER_LEFT_OUT.has(name.toLowerCase()) && !nominated.has(name.toLowerCase()))
    .flatMap(([name, value]) => [name, redactValue(name.toLowerCase(), value, redaction)]);
}

/** A request's headers without all that tells who asks: nobody can ask in a caller's name with a recording. */
export function redactRequestHeaders(headers: readonly string[]): string[] {
  return pairsOf(headers).flatMap(([name, value]) => (REQUEST_KEPT.has(name.toLowerCase()) && /^[\w */;=,.+-]{0,200}$/.test(value) ? [name, value] : []));
}

/** The names of the cookies that a request brings. */
export function cookieNames(headers: readonly string[]): string[] {
  const values = pairsOf(headers).flatMap(([name, value]) => (name.toLowerCase() === 'cookie' ? value.split(';') : []));
  return [...new Set(values.map((pair) => pair.split('=', 1)[0]!.trim()).filter((name) => /^[\w.-]{1,64}$/.test(name)))];
}

function redactValue(name: string, value: string, redaction: Redaction): string {
  if (name === 'set-cookie') return redactCookie(value, redaction);
  if (name.endsWith('location')) return redactTarget(value.trim(), redaction);
  if (redaction.string(`header.${name}`, value) === value) return value;
  // First what may be new each time is taken out of it, such as a nonce: of a pseudonym nothing can be.
  return redaction.hidden(headerForm(name, [value], { target: '/', others: [], unordered: false }).join(', '));
}

function redactCookie(text: string, redaction: Redaction): string {
  const [pair = '', ...attributes] = text.split(';');
  const equals = pair.indexOf('=');
  const kept = attributes.flatMap((attribute) => {
    const [name = '', value = ''] = attribute.split('=', 2).map((part) => part.trim());
    if (name.toLowerCase() === 'path') return [` ${name}=${redactTarget(value, redaction)}`];
    return COOKIE_ATTRIBUTE.test(name) ? [attribute] : [];
  });
  return [`${pair.slice(0, Math.max(0, equals)).trim()}=${redaction.hidden(pair.slice(equals + 1).trim())}`, ...kept].join(';');
}

/** `[[name, value], …]` of raw headers. */
export function pairsOf(raw: readonly string[]): [string, string][] {
  return Array.from({ length: Math.floor(raw.length / 2) }, (_, i) => [raw[2 * i]!, raw[2 * i + 1]!]);
}
