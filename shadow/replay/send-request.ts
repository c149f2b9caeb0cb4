import { errors, Pool } from 'undici';
import type { CapturedResponse, FailedShadow, ShadowFailure } from '../exchange.ts';
import type { ReplayRequest } from './replay-request.ts';

/** Sends requests to one server, following no redirect. */
export interface RequestSender {
  /** The answer, or why there was none. Never rejects. */
  send(request: ReplayRequest, headers: readonly string[]): Promise<CapturedResponse | FailedShadow>;
  close(): Promise<void>;
}

export interface RequestSenderOptions {
  /** Base URL; a path in it stands before every target. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly connections: number;
  readonly elapsed: () => number;
}

/** What is longer is compared as far as this. */
const MAX_BODY = 16 * 1024 * 1024;
/** Says to whoever gets it that no caller waits for the answer. */
const REPLAY_HEADER = 'x-banyan-replay';

export function createRequestSender({ url, timeoutMs, connections, elapsed }: RequestSenderOptions): RequestSender {
  const { origin, pathname } = new URL(url);
  const base = pathname.replace(/\/+$/, '');
  const pool = new Pool(origin, { connections, headersTimeout: 0, bodyTimeout: 0, connectTimeout: Math.min(timeoutMs, 10_000) });
  return {
    async send({ method, target, headers, body }, more) {
      const started = elapsed();
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await pool.request({ path: base + target, method, headers: [...headers, ...more, REPLAY_HEADER, '1'], ...(body !== null && { body }), responseHeaders: 'raw', signal });
        const kept = await readBody(answer.body);
        return { status: answer.statusCode, rawHeaders: answer.headers as unknown as string[], ...kept, ms: elapsed() - started };
      } catch (error) {
        return { failed: signal.aborted ? 'timeout' : failureOf(error) };
      }
    },
    close: () => pool.destroy(),
  };
}

async function readBody(stream: AsyncIterable<Buffer>): Promise<Pick<CapturedResponse, 'body' | 'bodyTruncated'>> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    pieces.push(piece.subarray(0, MAX_BODY - size));
    size += piece.length;
    if (size > MAX_BODY) return { body: Buffer.concat(pieces), bodyTruncated: true };
  }
  return { body: Buffer.concat(pieces), bodyTruncated: false };
}

function failureOf(error: unknown): ShadowFailure {
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError) return 'malformed';
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'timeout';
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET' ? 'reset' : 'unreachable';
}
