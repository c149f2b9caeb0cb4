import { linesOf } from '../../domain/lines.ts';
import { parseRecorded, type RecordedExchange } from './recorded-exchange.ts';
import { parseNote, type RecordingNote, type RecordOrder } from './recording-stream.ts';

export interface FollowOptions {
  readonly token: string;
  readonly order: RecordOrder;
  readonly signal: AbortSignal;
  readonly fetch?: typeof globalThis.fetch;
}

/** What comes from a proxy that records: an exchange and the line it stood in, or a word of the proxy's own. */
export type Followed = { readonly exchange: RecordedExchange; readonly line: string } | RecordingNote | { readonly unreadable: true };

/** A proxy does not record. The message is the reason alone. */
export class NotFollowed extends Error {}

const MAX_LINE = 32 * 1024 * 1024;

/**
 * Has a proxy record, and gives what it sends until the recording is over. A reader who takes his time slows nobody: the proxy drops what he does not take.
 * @param url of its operators' port
 * @throws NotFollowed where the proxy is out of reach or refuses
 */
export async function* followProxy(url: string, { token, order, signal, fetch = globalThis.fetch }: FollowOptions): AsyncGenerator<Followed> {
  const answer = await fetch(`${url.replace(/\/+$/, '')}/record`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(order),
    redirect: 'manual',
    signal,
  }).catch((error: unknown) => {
    throw new NotFollowed(reasonOf(error));
  });
  if (answer.status !== 200 || !answer.body) throw new NotFollowed(`it answered with ${answer.status}: ${toldBy(await answer.text())}`);
  for await (const line of linesOf(untilBroken(answer.body), { maxBytes: MAX_LINE, isWhole: () => false })) {
    const note = typeof line === 'string' ? parseNote(line) : undefined;
    const exchange = typeof line === 'string' && !note ? parseRecorded(line) : undefined;
    yield note ?? (exchange ? { exchange, line: line as string } : { unreadable: true });
    if (note?.end !== undefined) return;
  }
  if (!signal.aborted) yield { dropped: {}, end: 'the connection broke off' };
}

/** What a proxy says is wrong; of whoever else answered there, the beginning of what it says. */
function toldBy(answer: string): string {
  return /^\{"error":"([^"\\]+)"/.exec(answer)?.[1] ?? answer.slice(0, 300);
}

async function* untilBroken(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch {
    // What came until then is what there is.
  }
}

/** fetch's own message is "fetch failed": the reason is in its cause. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { message?: string; errors?: readonly { message?: string }[] } };
  return cause?.errors?.[0]?.message || cause?.message || 'it cannot be reached';
}
