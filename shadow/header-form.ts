import { MIMEType } from 'node:util';
import { contentDisposition } from './headers/content-disposition.ts';
import type { HeaderContext } from './headers/header-context.ts';
import { locationForm } from './headers/location.ts';
import { splitOutsideQuotes } from './headers.ts';
import { timestampForm } from './mask-form.ts';

type Form = (values: readonly string[], context: HeaderContext) => readonly string[];

/** Headers whose values may be spelled in several ways: how to write them in one. Others are compared as they are, trimmed. */
const FORMS: Readonly<Record<string, Form>> = {
  'content-type': each(mediaType),
  'content-disposition': each(contentDisposition),
  'cache-control': directives(','),
  'strict-transport-security': directives(';'),
  pragma: nameSet,
  vary: nameSet,
  allow: nameSet,
  'accept-patch': nameSet,
  'accept-post': nameSet,
  'accept-ranges': nameSet,
  'content-language': nameSet,
  'clear-site-data': nameSet,
  'access-control-allow-methods': nameSet,
  'access-control-allow-headers': nameSet,
  'access-control-expose-headers': nameSet,
  'x-content-type-options': nameSet,
  'x-frame-options': nameSet,
  link: (values) => listed(values).map(linkValue).toSorted(),
  location: locationForm,
  'content-location': locationForm,
  'content-security-policy': each(contentSecurityPolicy),
  'content-security-policy-report-only': each(contentSecurityPolicy),
  // A challenge is new each time.
  'www-authenticate': each((value) => value.replace(/\b(nonce|opaque)=(?:"[^"]*"|[^\s,]+)/gi, '$1')),
  // How long to wait depends on the moment.
  'retry-after': each((value) => (/^\s*\d+\s*$/.test(value) || timestampForm(value.trim()) !== undefined ? 'a while' : value.trim())),
  expires: each((value) => (timestampForm(value.trim()) === undefined ? 'at once' : 'a date')),
};

/** A header's values in the one spelling in which they are compared. */
export function headerForm(name: string, values: readonly string[], context: HeaderContext): readonly string[] {
  const form = Object.hasOwn(FORMS, name) ? FORMS[name]! : context.unordered ? (lines: readonly string[]) => listed(lines) : trimmed;
  const spelled = form(values, context);
  return context.unordered ? spelled.toSorted() : spelled;
}

function each(form: (value: string) => string): Form {
  return (values) => values.map(form);
}

function trimmed(values: readonly string[]): readonly string[] {
  return values.map((value) => value.trim());
}

function listed(values: readonly string[], separator: ',' | ';' = ','): string[] {
  return values.flatMap((value) => splitOutsideQuotes(value, separator));
}

function nameSet(values: readonly string[]): readonly string[] {
  return [...new Set(listed(values).map((name) => name.toLowerCase()))].toSorted();
}

function directives(separator: ',' | ';'): Form {
  return (values) => listed(values, separator).map(directive).toSorted();
}

/** `Max-Age="60"` as `max-age=60`, `no-cache="B, A"` as `no-cache=a,b`. */
function directive(text: string): string {
  const equals = text.indexOf('=');
  if (equals < 0) return text.toLowerCase();
  const name = text.slice(0, equals).trim().toLowerCase();
  const value = unquoted(text.slice(equals + 1).trim());
  return `${name}=${/^(?:no-cache|private)$/.test(name) ? nameSet([value]).join(',') : value}`;
}

/** Target first, then the parameters in order; a relation is a word in any case. */
function linkValue(text: string): string {
  const [target = '', ...parameters] = splitOutsideQuotes(text, ';');
  const written = parameters.map((parameter) => {
    const equals = parameter.indexOf('=');
    const name = (equals < 0 ? parameter : parameter.slice(0, equals)).trim().toLowerCase();
    const value = equals < 0 ? '' : unquoted(parameter.slice(equals + 1).trim());
    return `${name}=${name === 'rel' ? value.toLowerCase() : value}`;
  });
  return [target, ...written.toSorted()].join('; ');
}

/** Directives in any order, and a nonce is new each time; that there is one stays. */
function contentSecurityPolicy(value: string): string {
  return value
    .split(';')
    .map((part) => part.trim().replaceAll(/'nonce-[^']*'/gi, "'nonce'").replaceAll(/\s+/g, ' '))
    .filter((part) => part !== '')
    .toSorted()
    .join('; ');
}

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : text;
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
