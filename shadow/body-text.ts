import { contentType, namedFormat, sniffedFormat, type BodyFormat } from './bodies/body-format.ts';
import type { CapturedResponse } from './exchange.ts';

/** A body that is text, without byte order mark. */
export interface BodyText {
  readonly text: string;
  readonly format: BodyFormat;
  /** What stands around JSON: `)]}'`, which keeps it from being run as a script, or the call of JSONP. It is no part of `text`. */
  readonly guard: string;
}

const SCRIPT_GUARD = /^\)\]\}'?,?\r?\n/;
const JSONP = /^(?:\/\*\*\/)?\s*(?:typeof [\w$.]{1,100} === 'function' && )?[\w$.]{1,100}\(/;

/** The body in the charset it is written in, UTF-8 by default; `undefined` where it is no text. */
export function bodyText(response: CapturedResponse, bytes: Uint8Array): BodyText | undefined {
  if (response.isDocument) return { text: Buffer.from(bytes).toString(), guard: '', format: 'json' };
  const type = contentType(response);
  const named = namedFormat(type);
  if (named === 'bytes' || named === 'multipart') return undefined;
  const charset = markedCharset(bytes) ?? type?.params.get('charset') ?? declaredCharset(named, bytes);
  const decoded = decodeText(bytes, charset, response.bodyTruncated);
  // Text has no NUL; without this, a picture that happens to be valid UTF-8 would be compared as text.
  if (decoded === undefined || (named !== 'json' && decoded.includes('\0'))) return undefined;
  const { guard, text } = type?.essence.endsWith('/javascript') || named === 'json' ? withoutGuard(decoded) : { guard: '', text: decoded };
  return { text, guard, format: formatOf(named, text) };
}

/** JSON is often sent as text or as a page. */
function formatOf(named: BodyFormat, text: string): BodyFormat {
  if (named !== 'text' && named !== 'html' && named !== 'xml') return named;
  const sniffed = sniffedFormat(text);
  return named === 'text' || sniffed === 'json' ? sniffed : named;
}

function withoutGuard(text: string): { guard: string; text: string } {
  const guard = SCRIPT_GUARD.exec(text)?.[0];
  if (guard !== undefined) return { guard, text: text.slice(guard.length) };
  const call = JSONP.exec(text)?.[0];
  const argument = call === undefined ? undefined : callArgument(text.slice(call.length));
  return call === undefined || argument === undefined ? { guard: '', text } : { guard: call, text: argument };
}

/** What stands before the `);` that ends a call. Not by a pattern: it would try again at every space of a long run. */
function callArgument(text: string): string | undefined {
  const end = text.trimEnd();
  const closed = end.endsWith(';') ? end.slice(0, -1).trimEnd() : end;
  return closed.endsWith(')') ? closed.slice(0, -1) : undefined;
}

/** The charset of a byte order mark, which counts more than what a header says (WHATWG Encoding, "decode"). */
function markedCharset([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xff && second === 0xfe ? 'utf-16le' : undefined;
}

/** The charset that HTML and XML may name in their first kilobyte. */
function declaredCharset(format: BodyFormat, bytes: Uint8Array): string {
  if (format !== 'html' && format !== 'xml') return 'utf-8';
  const start = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1');
  return (format === 'html' ? /<meta\b[^>]*\bcharset=["']?([\w-]+)/i : /^<\?xml\b[^>]*\bencoding=["']([\w-]+)/).exec(start)?.[1] ?? 'utf-8';
}

function decodeText(bytes: Uint8Array, charset: string, isCut: boolean): string | undefined {
  try {
    const decoder = new TextDecoder(charset, { fatal: true });
    // A cut body may end within a character, which `stream` leaves out; it is slower.
    return isCut ? decoder.decode(bytes, { stream: true }) : decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
