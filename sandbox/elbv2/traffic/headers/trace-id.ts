import { randomUUID } from 'node:crypto';

const MAX_BYTES = 7 * 1024;

/** A trace that came along keeps its root and fields, and gets a segment of this load balancer in front; one that grew too long starts anew. */
export function traceId(received: string | undefined, nowSeconds: number): string {
  const own = `1-${Math.floor(nowSeconds).toString(16).padStart(8, '0')}-${randomUUID().replaceAll('-', '').slice(8)}`;
  if (received === undefined || received === '') return `Root=${own}`;
  const fields = received.split(';').filter((field) => !field.trim().startsWith('Self='));
  const rooted = fields.some((field) => field.trim().startsWith('Root='));
  const trace = [`${rooted ? 'Self' : 'Root'}=${own}`, ...fields].join(';');
  return trace.length > MAX_BYTES ? `Root=${own}` : trace;
}
