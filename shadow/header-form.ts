import { MIMEType } from 'node:util';
import { splitOutsideQuotes } from './headers.ts';
import { timestampForm } from './mask-form.ts';

type Form = (values: readonly string[], target: string) => readonly string[];

/** Headers whose values may be spelled in several ways: how to write them in one. Others are compared as they are, trimmed. */
const FORMS: Readonly<Record<string, Form>> = {
  'content-type': (values) => values.map(mediaType),
  'cache-control': (values) => listed(values).map(lowerName).toSorted(),
  vary: nameSet,
  allow: nameSet,
  'access-control-allow-methods': nameSet,
  'access-control-allow-headers': nameSet,
  'access-control-expose-headers': nameSet,
  link: (values) => listed(values).toSorted(),
  location: (values, target) => values.map((value) => withoutOrigin(value, target)),
  'content-location': (values, target) => values.map((value) => withoutOrigin(value, target)),
  // A challenge is new each time.
  'www-authenticate': (values) => values.map((value) => value.replace(/\b(nonce|opaque)=(?:"[^"]*"|[^\s,]+)/gi, '$1')),
  expires: (values) => values.map((value) => (timestampForm(value.trim()) === undefined ? 'at once' : 'a date')),
};

/** A header's values in the one spelling in which they are compared. */
export function headerForm(name: string, values: readonly string[], target: string): readonly string[] {
  return (Object.hasOwn(FORMS, name) ? FORMS[name]! : trimmed)(values, target);
}

function trimmed(values: readonly string[]): readonly string[] {
  return values.map((value) => value.trim());
}

function listed(values: readonly string[]): string[] {
  return values.flatMap((value) => splitOutsideQuotes(value, ','));
}

function nameSet(values: readonly string[]): readonly string[] {
  return [...new Set(listed(values).map((name) => name.toLowerCase()))].toSorted();
}

/** `Max-Age=60` as `max-age=60`. */
function lowerName(directive: string): string {
  const equals = directive.indexOf('=');
  return equals < 0 ? directive.toLowerCase() : directive.slice(0, equals).trim().toLowerCase() + directive.slice(equals);
}

function mediaType(value: string): string {
  try {
    const { essence, params } = new MIMEType(value);
    // The boundary of a multipart body is random.
    const parameters = [...params].filter(([name]) => name !== 'boundary').map(([name, text]) => `${name}=${name === 'charset' ? text.toLowerCase() : text}`);
    return [essence, ...parameters.toSorted()].join('; ');
  } catch {
    return value.trim();
  }
}

/** Path, query and fragment: legacy may name itself with scheme and host where the candidate says only the path. */
function withoutOrigin(location: string, target: string): string {
  const base = URL.parse(target, 'http://relative.invalid')?.href ?? 'http://relative.invalid';
  const url = URL.parse(location, base);
  if (!url || !/^https?:$/.test(url.protocol)) return location.trim();
  return url.pathname + url.search + url.hash;
}
