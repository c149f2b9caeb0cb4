import { isSecretName, isSlug, secretShape } from './secret-shape.ts';

const MAX_TARGET = 2_048;
/** A name under which every value is taken out. */
const HIDDEN = 'secret';

/** A request target without the secrets in it. `value` redacts one query value under its name. */
export function redactTarget(target: string, value: (name: string, text: string) => string): string {
  const [path = '', ...query] = target.slice(0, MAX_TARGET).split('?');
  const segments = path.split('/').map((segment, i, all) => redactSegment(segment, all[i - 1] ?? '', value));
  const parameters = query.length === 0 ? '' : `?${query.join('?').split('&').map((parameter) => redactParameter(parameter, value)).join('&')}`;
  return segments.join('/') + parameters;
}

function redactSegment(segment: string, before: string, value: (name: string, text: string) => string): string {
  const text = decode(segment);
  const harmless = segment === '' || (!isSecretName(before) && (/^\d{1,12}$|^\d{4}-\d\d-\d\d$/.test(text) || isSlug(text.toLowerCase())) && secretShape(text) === undefined);
  return harmless ? segment : `{${value(HIDDEN, text)}}`;
}

function redactParameter(parameter: string, value: (name: string, text: string) => string): string {
  const equals = parameter.indexOf('=');
  const name = equals < 0 ? parameter : parameter.slice(0, equals);
  // A name that is not like one may be a value itself: `?alice@example.com`.
  const shownName = /^[\w.[\]-]{1,40}$/.test(name) && secretShape(name) === undefined ? name : `{${value(HIDDEN, decode(name))}}`;
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
