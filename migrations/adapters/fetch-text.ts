import { formatDuration } from '../../domain/duration.ts';

export type Fetch = typeof globalThis.fetch;

export interface FetchLimits {
  readonly fetch: Fetch;
  /** For the whole exchange, body included. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export interface TextAnswer {
  readonly status: number;
  readonly text: string;
}

/** Nobody answered as HTTP answers: refused, unknown host, too slow, too long. The message is the reason alone and holds nothing that was sent. */
export class NoAnswer extends Error {}

/**
 * One HTTP exchange within limits. Redirections are not followed: they are an answer like any other.
 * @throws NoAnswer
 */
export async function fetchText(url: string, init: RequestInit, { fetch, timeoutMs, maxBytes }: FetchLimits): Promise<TextAnswer> {
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, text: await readCapped(response, maxBytes) };
  } catch (error) {
    throw new NoAnswer(error instanceof NoAnswer ? error.message : reasonOf(error, timeoutMs));
  }
}

async function readCapped(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new NoAnswer(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** fetch's own message is "fetch failed", or quotes the request, which may hold a secret: the reason is in its cause. */
function reasonOf(error: unknown, timeoutMs: number): string {
  const { name, cause } = error as Wrapped;
  if (name === 'TimeoutError') return `no answer within ${formatDuration(timeoutMs)}`;
  return cause?.errors?.[0]?.message || cause?.message || 'the request could not be made';
}

interface Wrapped {
  readonly name?: string;
  /** With `errors` where a name has several addresses and none of them answered. */
  readonly cause?: { readonly message?: string; readonly errors?: readonly { readonly message?: string }[] };
}
