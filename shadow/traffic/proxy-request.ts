import { z } from 'zod';
import type { ObservedRequest } from './observed-request.ts';

/** What is asked of a line of the proxy's access log; there is more. */
const lineSchema = z.object({ time: z.number(), method: z.string().regex(/^[A-Z-]{1,32}$/), path: z.string().startsWith('/'), status: z.number().nullable(), ms: z.number().nonnegative() });

/** The request of a line of the proxy's access log; `undefined` where it tells of none. It does not say who called. */
export function proxyRequest(line: string): ObservedRequest | undefined {
  const found = lineSchema.safeParse(parsed(line));
  if (!found.success) return undefined;
  const { time, method, path, status, ms } = found.data;
  return { at: time, caller: null, method, target: path, status: status ?? 0, ms };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
