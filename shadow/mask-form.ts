import type { Mask } from '../domain/mask.ts';
import { idForm } from './identity/id-form.ts';

const TIMESTAMP_FORMS: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/^(\d{4}-\d\d-\d\d)([T ])\d\d:\d\d(:\d\d)?(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/, ([, , t, s, fraction, zone]) => `iso${t}${s ? 's' : ''}${fraction?.length ?? 0}${zoneStyle(zone)}`],
  [/^\d{4}-\d\d-\d\d$/, () => 'date'],
  [/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/, () => 'http-date'],
  // Epoch seconds to nanoseconds from 2001 to 2286: the count of digits tells the unit.
  [/^[1-9]\d{9}(?:\d{3}){0,3}$/, ([digits]) => `epoch${digits.length}`],
];

/**
 * The form a value has within its mask class, or `undefined` where it is not of the class. Two masked values are equal if their
 * forms are: a UUID must stay a UUID of that version, a timestamp keep format, precision and zone style, an integer its sign.
 * `text` is a string's content or a number's lexeme. A mask with a bound has no forms: only two values together can keep it.
 */
export function maskForm(mask: Mask, kind: 'string' | 'number', text: string): string | undefined {
  const form = formWithin(mask, kind, text);
  return form === undefined ? undefined : `${mask} ${kind} ${form}`;
}

function formWithin(mask: Mask, kind: 'string' | 'number', text: string): string | undefined {
  switch (mask) {
    case 'uuid':
      return /^[\da-f]{8}-[\da-f]{4}-([\da-f])[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/i.exec(text)?.[1];
    case 'timestamp':
      return timestampForm(text);
    case 'integer':
      return /^-?\d+$/.test(text) ? sign(text) : undefined;
    case 'number':
      return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? '' : undefined;
    case 'hex':
      return kind === 'string' && /^[\da-f]+$/i.test(text) ? String(text.length) : undefined;
    case 'id':
      return text === '' ? undefined : idForm(text);
    case 'opaque':
      return kind === 'string' && text !== '' ? '' : undefined;
    case 'token':
      return kind === 'string' && /^[\w+/=.~-]+$/.test(text) ? String(text.length) : undefined;
    case 'counter':
      return /^\d+$/.test(text) ? '' : undefined;
    default:
      return undefined;
  }
}

export function timestampForm(text: string): string | undefined {
  for (const [pattern, form] of TIMESTAMP_FORMS) {
    const match = pattern.exec(text);
    if (match) return form(match);
  }
  return undefined;
}

function zoneStyle(zone: string | undefined): string {
  if (zone === undefined || zone === 'Z') return zone ?? '';
  return zone.includes(':') ? '+h:m' : '+hm';
}

function sign(text: string): string {
  return text.startsWith('-') ? '-' : '+';
}
