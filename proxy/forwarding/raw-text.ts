import type { Dispatcher } from 'undici';

/** Headers or trailers as undici has them raw, as `[name, value, …]`; none where there are none. */
export function rawText(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  return Array.isArray(raw) ? (raw as Buffer[]).map((part) => part.toString('latin1')) : [];
}
