import { isSecretName, isSlug, secretShape } from './secret-shape.ts';

const MAX_TARGET = 2_048;
/** A name under which every value is taken out. */
const HIDDEN = 'secret';

export interface TargetRedaction {
  /** A value under its name: in quotes where it may be shown. */
  readonly value: (name: string, text: string) => string;
  /** Whether it must not be shown, beside what names and shapes say. */
  readonly hides: (name: string, text: string) => boolean;
}

/** A request target, or any address, without the secrets in it. */
export function redactTarget(target: string, redaction: TargetRedaction): string {
  const [path = '', ...query] = target.slice(0, MAX_TARGET).split('?');
  const segments = path.split('/').map((segment, i, all) => redactSegment(segment, all[i - 1] ?? '', redaction));
  const parameters = query.length === 0 ? '' : `?${query.join('?').split('&').map((parameter) => redactParameter(parameter, redaction)).join('&')}`;
  return segments.join('/') + parameters;
}

function redactSegment(segment: string, before: string, { value, hides }: TargetRedaction): string {
  const text = decode(segment);
  const plain = /^\d{1,9}$|^\d{4}-\d\d-\d\d$/.test(text) || isSlug(text.toLowerCase());
  const harmless = segment === '' || (plain && !isSecretName(before) && secretShape(text) === undefined && !hides(before, text));
  return harmless ? segment : `{${value(HIDDEN, text)}}`;
}

function redactParameter(parameter: string, { value, hides }: TargetRedaction): string {
  const equals = parameter.indexOf('=');
  const name = equals < 0 ? parameter : parameter.slice(0, equals);
  // A name that is not like one may be a value itself: `?alice@example.com`.
  const isName = /^[\w.[\]-]{1,40}$/.test(name) && secretShape(name) === undefined && !hides('', name);
  const shownName = isName ? name : `{${value(HIDDEN, decode(name))}}`;
  if (equals < 0) return shownName;
  const text = decode(parameter.slice(equals + 1).replaceAll('+', ' '));
  const shown = value(name, text);
  return `${shownName}=${shown.startsWith('"') ? parameter.slice(equals + 1) : `{${shown}}`}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
