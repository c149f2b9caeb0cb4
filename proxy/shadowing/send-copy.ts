import { Pool } from 'undici';
import type { CapturedResponse, FailedShadow } from '../../shadow/index.ts';
import type { CallerRequest } from '../listening/caller-request.ts';
import { connector, type Dial } from '../forwarding/dial.ts';
import { MAX_ANSWER_HEADER_BYTES } from '../forwarding/limits.ts';
import { SHADOW_HEADER } from '../forwarding/message-headers.ts';
import { headersForHost, type HostPolicy } from '../forwarding/upstream-host.ts';
import type { UpstreamAddress } from '../forwarding/upstream-address.ts';
import { ask } from './ask.ts';

/** Sends copies of callers' requests, on connections of their own: no redirect is followed, nothing is sent twice. */
export interface CopySender {
  /** The candidate's answer, or why there was none. Never rejects. */
  send(request: CallerRequest, to: UpstreamAddress, options: { timeoutMs: number; maxBytes: number }): Promise<CapturedResponse | FailedShadow>;
  close(): Promise<void>;
}

/** Left out: a validator of legacy's making says nothing to the candidate, and the answer to compare with was not conditional. */
const LEFT_OUT = new Set(['content-length', 'transfer-encoding', 'trailer', 'if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since', 'if-range']);

export function createCopySender({ dial, elapsed, hostPolicy }: { dial: Dial; elapsed: () => number; hostPolicy: HostPolicy }): CopySender {
  // Addresses are made once, from the configuration.
  const pools = new Map<UpstreamAddress, Pool>();

  function poolFor(to: UpstreamAddress): Pool {
    let pool = pools.get(to);
    if (!pool) pools.set(to, (pool = createPool(() => dial(to))));
    return pool;
  }

  return {
    send({ target, method, headers }, to, limits) {
      return ask(poolFor(to), { path: target, method, headers: headersForHost(copyHeaders(headers), to, hostPolicy) as string[] }, { ...limits, elapsed });
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

function createPool(dial: () => ReturnType<Dial>): Pool {
  return new Pool('http://candidate', {
    connections: 64,
    keepAliveTimeout: 4_000,
    maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
    // The deadline is one for the whole exchange.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: connector(dial),
  });
}

/** A copy's headers: the caller's without those that frame his request or ask for legacy's own version, and marked. */
export function copyHeaders(headers: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) if (!LEFT_OUT.has(headers[i]!.toLowerCase())) kept.push(headers[i]!, headers[i + 1]!);
  kept.push(SHADOW_HEADER, '1');
  return kept;
}
