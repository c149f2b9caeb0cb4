import { parseCookie } from 'cookie';
import type { IncomingHttpHeaders } from 'node:http';

/** Where the caller's identity stands in a request. */
export type CallerSource = { readonly cookie: string } | { readonly header: string };

/** Who calls, or `null` where the request does not say. It is a secret (a session's cookie, often): never log it. */
export function identifyCaller(source: CallerSource, headers: IncomingHttpHeaders): string | null {
  if ('header' in source) {
    const value = headers[source.header.toLowerCase()];
    return (typeof value === 'string' ? value : value?.[0]) || null;
  }
  return headers.cookie?.includes(source.cookie) ? parseCookie(headers.cookie)[source.cookie] || null : null;
}
