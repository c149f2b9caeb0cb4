import { MIMEType } from 'node:util';
import type { CapturedResponse } from './exchange.ts';
import { headerValues } from './headers.ts';

/** A body that is text, without byte order mark. */
export interface BodyText {
  readonly text: string;
  readonly mayBeJson: boolean;
  /** What keeps a JSON answer from being run as a script, `)]}'`; it is no part of `text`. */
  readonly guard: string;
}

const SCRIPT_GUARD = /^\)\]\}'?,?\r?\n/;

/** The body in the charset its content type names, UTF-8 by default; `undefined` where it is no text. */
export function bodyText(response: CapturedResponse, bytes: Uint8Array): BodyText | undefined {
  const type = contentType(response);
  const says = type !== undefined && /^(?:application|text)\/(?:json|[\w.-]+\+json)$/.test(type.essence);
  const decoded = decodeText(bytes, type?.params.get('charset') ?? 'utf-8');
  // Text has no NUL; without this, a picture that happens to be valid UTF-8 would be compared as text.
  if (decoded === undefined || (!says && decoded.includes('\0'))) return undefined;
  const guard = SCRIPT_GUARD.exec(decoded)?.[0] ?? '';
  const text = decoded.slice(guard.length);
  return { text, guard, mayBeJson: says || /^\s*[{[]/.test(text.slice(0, 1_000)) };
}

function contentType({ rawHeaders }: CapturedResponse): MIMEType | undefined {
  try {
    return new MIMEType(headerValues(rawHeaders, 'content-type')[0] ?? '');
  } catch {
    return undefined;
  }
}

function decodeText(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
