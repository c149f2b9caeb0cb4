import { errors, type Dispatcher } from 'undici';
import type { CapturedResponse, FailedShadow, ShadowFailure } from '../../shadow/index.ts';
import { rawText } from '../forwarding/raw-text.ts';
import { joinBytes } from './join-bytes.ts';

export interface AskOptions {
  /** For the whole exchange, the connection included. */
  readonly timeoutMs: number;
  /** What is kept of the answer's body; the rest is not waited for. */
  readonly maxBytes: number;
  readonly elapsed: () => number;
}

/** The answer to a request, or why there is none. Never rejects. By undici's dispatcher: its `request` makes a stream, a signal and a timer for each answer, which take longer than all the rest. */
export function ask(dispatcher: Dispatcher, request: Pick<Dispatcher.DispatchOptions, 'path' | 'method' | 'headers' | 'body'>, { timeoutMs, maxBytes, elapsed }: AskOptions): Promise<CapturedResponse | FailedShadow> {
  const { promise, resolve } = Promise.withResolvers<CapturedResponse | FailedShadow>();
  const started = elapsed();
  const pieces: Uint8Array[] = [];
  let size = 0;
  let head: Pick<CapturedResponse, 'status' | 'rawHeaders'> | undefined;
  let controller: Dispatcher.DispatchController | undefined;
  let isOver = false;

  function settle(outcome: CapturedResponse | FailedShadow): void {
    isOver = true;
    clearTimeout(timer);
    resolve(outcome);
  }

  function end(bodyTruncated: boolean): void {
    settle(head ? { ...head, body: joinBytes(pieces), bodyTruncated, ms: elapsed() - started } : { failed: 'malformed' });
  }

  const timer = setTimeout(() => {
    settle({ failed: 'timeout' });
    controller?.abort(GIVEN_UP);
  }, timeoutMs);

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(begun) {
      controller = begun;
      if (isOver) begun.abort(GIVEN_UP);
    },
    onResponseStart({ rawHeaders }, status) {
      if (status >= 200) head = { status, rawHeaders: rawText(rawHeaders) };
    },
    onResponseData(begun, piece) {
      const kept = piece.subarray(0, maxBytes - size);
      pieces.push(kept);
      size += kept.length;
      if (kept.length === piece.length) return;
      end(true);
      begun.abort(GIVEN_UP);
    },
    onResponseEnd: () => end(false),
    onResponseError: (_controller, error) => settle({ failed: failureOf(error) }),
  };
  try {
    dispatcher.dispatch(request, handler);
  } catch (error) {
    settle({ failed: failureOf(error) });
  }
  return promise;
}

const GIVEN_UP = new Error('given up');

export function failureOf(error: unknown): ShadowFailure {
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError) return 'malformed';
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT') return 'timeout';
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET' ? 'reset' : 'unreachable';
}
