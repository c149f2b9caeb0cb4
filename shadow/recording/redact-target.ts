import type { Redaction } from './redaction.ts';

/** A request target, or an address of an answer, without what must not be kept. What was as it may be stays byte for byte. */
export function redactTarget(target: string, redaction: Redaction): string {
  const [, origin = '', rest = ''] = /^([a-z][\w+.-]*:\/\/[^/?#]*)?(.*)$/is.exec(target) ?? [];
  const fragment = rest.indexOf('#');
  const [path = '', ...query] = (fragment < 0 ? rest : rest.slice(0, fragment)).split('?');
  const segments = path.split('/').map((segment, i, all) => piece(all[i - 1] ?? '', segment, redaction));
  const parameters = query.length === 0 ? '' : `?${query.join('?').split('&').map((each) => parameter(each, redaction)).join('&')}`;
  // Who asks may stand before the host.
  return origin.replace(/\/\/[^@]*@/, '//') + segments.join('/') + parameters;
}

function parameter(text: string, redaction: Redaction): string {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const shownName = /^[\w.[\]-]{1,40}$/.test(name) ? piece('', name, redaction) : encodeURIComponent(redaction.hidden(decodePiece(name)));
  return equals < 0 ? shownName : `${shownName}=${piece(name, text.slice(equals + 1), redaction)}`;
}

function piece(before: string, written: string, redaction: Redaction): string {
  const text = decodePiece(written.replaceAll('+', ' '));
  const next = redaction.piece(before, text);
  return next === text ? written : encodeURIComponent(next);
}

/** A piece of an address as it is meant; one that is wrongly encoded as it is written. */
export function decodePiece(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
