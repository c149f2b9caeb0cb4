import type { IncomingHttpHeaders } from 'node:http';

/**
 * The client's address as a trusted load balancer tells it. It appends that to `X-Forwarded-For`, behind whatever the client wrote there
 * itself: only the last entry can be believed. The port, where the load balancer keeps it, changes with every connection and is taken off.
 */
export function forwardedAddress(headers: IncomingHttpHeaders): string | undefined {
  const hops = headers['x-forwarded-for']?.toString() ?? '';
  const last = hops.slice(hops.lastIndexOf(',') + 1).trim();
  return /^\[([^\]]+)\](?::\d+)?$/.exec(last)?.[1] ?? (last.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1') || undefined);
}
