import { splitOutsideQuotes } from '../headers.ts';

/**
 * Disposition and file name as a browser reads them (RFC 6266): the extended name, `filename*=UTF-8''na%C3%AFve.txt`, before the plain one,
 * which is there for those that do not know it.
 */
export function contentDisposition(value: string): string {
  const [disposition = '', ...rest] = splitOutsideQuotes(value, ';');
  const parameters = new Map(rest.map(parameter));
  const extended = parameters.get('filename*');
  const name = (extended === undefined ? undefined : extendedValue(extended)) ?? parameters.get('filename');
  parameters.delete('filename*');
  if (name !== undefined) parameters.set('filename', name);
  return [disposition.toLowerCase(), ...[...parameters].map(([key, text]) => `${key}=${JSON.stringify(text)}`).toSorted()].join('; ');
}

function parameter(text: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 0) return [text.toLowerCase(), ''];
  const value = text.slice(equals + 1).trim();
  return [text.slice(0, equals).trim().toLowerCase(), value.startsWith('"') ? value.replace(/^"|"$/g, '').replaceAll(/\\(.)/g, '$1') : value];
}

/** RFC 8187: charset, language, and percent-encoded bytes. `undefined` where they are not. */
function extendedValue(text: string): string | undefined {
  const [, charset = '', encoded = ''] = /^([\w-]+)'[^']*'(.*)$/.exec(text) ?? [];
  try {
    const bytes = Buffer.from(encoded.replaceAll(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16))), 'latin1');
    return charset === '' ? undefined : new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
