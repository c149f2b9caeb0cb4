import type { Dispatcher } from 'undici';

/** Headers or trailers as undici has them raw, as `[name, value, …]`; none where there are none. */
export function rawText(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  return Array.isArray(raw) ? (raw as Buffer[]).map((part) => part.toString('latin1')) : [];
}

const ASCII = /^[\t\x20-\x7e]*$/;

/** A reason phrase as it came, a character for each byte. undici takes it for UTF-8: bytes that are none of that are lost, and stand as its sign for them. */
export function rawReason(decoded: string): string {
  return ASCII.test(decoded) ? decoded : Buffer.from(decoded, 'utf8').toString('latin1');
}
