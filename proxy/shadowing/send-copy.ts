import type { Socket } from 'node:net';
import { errors, Pool } from 'undici';
import type { CapturedResponse, FailedShadow, ShadowFailure } from '../../shadow/index.ts';
import type { CallerRequest } from '../listening/caller-request.ts';
import { connector, type Dial } from '../forwarding/dial.ts';
import { MAX_ANSWER_HEADER_BYTES } from '../forwarding/limits.ts';
import { pairs, SHADOW_HEADER } from '../forwarding/message-headers.ts';
import { headersForHost, type HostPolicy } from '../forwarding/upstream-host.ts';
import { formatAddress, type UpstreamAddress } from '../forwarding/upstream-address.ts';
import { joinBytes } from './join-bytes.ts';

/** Sends copies of callers' requests, on connections of their own: no redirect is followed, nothing is sent twice. */
export interface CopySender {
  /** The candidate's answer, or why there was none. Never rejects. */
  send(request: CallerRequest, to: UpstreamAddress, options: { timeoutMs: number; maxBytes: number }): Promise<CapturedResponse | FailedShadow>;
  close(): Promise<void>;
}

/** Left out: a validator of legacy's making says nothing to the candidate, and the answer to compare with was not conditional. */
const LEFT_OUT = new Set(['content-length', 'transfer-encoding', 'trailer', 'if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since', 'if-range']);

export function createCopySender({ dial, elapsed, hostPolicy }: { dial: Dial; elapsed: () => number; hostPolicy: HostPolicy }): CopySender {
  const pools = new Map<string, Pool>();

  function poolFor(to: UpstreamAddress): Pool {
    const key = formatAddress(to);
    let pool = pools.get(key);
    if (!pool) pools.set(key, (pool = createPool(() => dial(to))));
    return pool;
  }

  return {
    async send(request, to, { timeoutMs, maxBytes }) {
      const started = elapsed();
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await poolFor(to).request({
          path: request.target,
          method: request.method,
          headers: [...headersForHost(copyHeaders(request.headers), to, hostPolicy)],
          responseHeaders: 'raw',
          signal,
        });
        const { body, bodyTruncated } = await readBody(answer.body, maxBytes);
        return { status: answer.statusCode, rawHeaders: answer.headers as unknown as string[], body, bodyTruncated, ms: elapsed() - started };
      } catch (error) {
        return { failed: signal.aborted ? 'timeout' : failureOf(error) };
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

function createPool(dial: () => Promise<Socket>): Pool {
  return new Pool('http://candidate', {
    connections: 64,
    keepAliveTimeout: 4_000,
    maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
    // The deadline is one for the whole exchange: the signal.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: connector(dial),
  });
}

/** A copy's headers: the caller's without those that frame his request or ask for legacy's own version, and marked. */
export function copyHeaders(headers: readonly string[]): string[] {
  const kept = pairs(headers).filter(([name]) => !LEFT_OUT.has(name.toLowerCase()));
  return [...kept.flat(), SHADOW_HEADER, '1'];
}

/** At most `maxBytes` of a body. */
export async function readBody(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<{ body: Uint8Array; bodyTruncated: boolean }> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    if (size + piece.length > maxBytes) {
      pieces.push(piece.subarray(0, maxBytes - size));
      return { body: joinBytes(pieces), bodyTruncated: true };
    }
    pieces.push(piece);
    size += piece.length;
  }
  return { body: joinBytes(pieces), bodyTruncated: false };
}

export function failureOf(error: unknown): ShadowFailure {
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError) return 'malformed';
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT') return 'timeout';
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET' ? 'reset' : 'unreachable';
}
