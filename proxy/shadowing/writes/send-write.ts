import type { DropReason } from '../../../domain/counters.ts';
import { COPY_HEADER, type Copy } from '../../../shadow/copies/copy-token.ts';
import type { CapturedResponse, FailedShadow } from '../../../shadow/index.ts';
import type { Dial } from '../../forwarding/dial.ts';
import { formatAddress, type UpstreamAddress } from '../../forwarding/upstream-address.ts';
import { headersForHost, type HostPolicy } from '../../forwarding/upstream-host.ts';
import { headerOf } from '../../forwarding/upstream-answer.ts';
import type { Log } from '../../observing/log.ts';
import { ask, failureOf } from '../ask.ts';
import { copyHeaders } from '../send-copy.ts';
import { openConfirmed, type ConfirmedConnection } from './confirmed-connection.ts';
import type { Seal } from './seal.ts';

/** A copy was wanted and not made, or says nothing. */
export interface Uncopied {
  readonly dropped: DropReason;
}

export interface WriteToSend {
  readonly group: string;
  readonly to: UpstreamAddress;
  readonly copy: Copy;
  readonly method: string;
  readonly target: string;
  /** `[name, value, …]` */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Sends copies of requests that change things, to candidates only that have said that they know them, and say so again with every answer. */
export interface WriteSender {
  /** Never rejects. */
  send(write: WriteToSend): Promise<CapturedResponse | FailedShadow | Uncopied>;
  close(): Promise<void>;
}

export interface WriteSenderOptions {
  readonly dial: Dial;
  readonly seal: Seal;
  readonly hostPolicy: HostPolicy;
  readonly elapsed: () => number;
  readonly log: Log;
}

/** A candidate that did not know copies is asked again after so long: it may have been deployed anew. */
const ASK_AGAIN_MS = 10_000;
const UNSUPPORTED: Uncopied = { dropped: 'unsupported' };

export function createWriteSender({ dial, seal, hostPolicy, elapsed, log }: WriteSenderOptions): WriteSender {
  const idle = new Map<string, ConfirmedConnection[]>();
  /** Groups whose candidate has answered a copy as if it were none: not until this process is another. */
  const stopped = new Set<string>();
  const refusedAt = new Map<string, number>();
  const open = new Set<ConfirmedConnection>();

  function idleAt(key: string): ConfirmedConnection[] {
    let list = idle.get(key);
    if (!list) idle.set(key, (list = []));
    return list;
  }

  async function connectionFor(write: WriteToSend, signal: AbortSignal): Promise<ConfirmedConnection | 'unsupported'> {
    const list = idleAt(keyOf(write));
    for (let connection = list.pop(); connection; connection = list.pop()) {
      if (connection.isOpen()) return connection;
      forget(connection);
    }
    const [, host = 'candidate'] = headersForHost([], write.to, 'upstream');
    const opened = await openConfirmed(dial, write.to, seal.question(write.group), host, signal);
    if (opened === 'unsupported') {
      if (!refusedAt.has(write.group)) log.warn({ group: write.group }, 'the candidate does not know copies of requests that change something: none are sent');
      refusedAt.set(write.group, elapsed());
    } else {
      refusedAt.delete(write.group);
      open.add(opened);
    }
    return opened;
  }

  function forget(connection: ConfirmedConnection): void {
    open.delete(connection);
    connection.client.destroy().catch(() => {});
  }

  async function exchange(connection: ConfirmedConnection, write: WriteToSend, timeoutMs: number): Promise<CapturedResponse | FailedShadow | Uncopied> {
    const { group, copy, method, target, maxBytes } = write;
    const sealed = seal.copy(group, copy, { method, target, body: write.body }, write.timeoutMs);
    const headers = [...headersForHost(copyHeaders(write.headers), write.to, hostPolicy), COPY_HEADER, sealed.token];
    const answer = await ask(connection.client, { path: target, method, headers, body: write.body.length > 0 ? write.body : null }, { timeoutMs, maxBytes, elapsed });
    if ('failed' in answer) return answer;
    const verdict = sealed.verdictOf(headerOf(answer, COPY_HEADER));
    if (verdict === 'taken') return answer;
    // Refused before anything was done; or turned away by whoever stands before those who know copies.
    if (verdict === 'refused' || (verdict === undefined && answer.status >= 400)) return UNSUPPORTED;
    stopped.add(group);
    log.error({ group, method, status: answer.status, verdict: verdict ?? 'none' }, 'the candidate answered a copy as if it were none, and may have changed something: no more are sent until this proxy is started anew');
    return UNSUPPORTED;
  }

  return {
    async send(write) {
      const { group, timeoutMs } = write;
      if (stopped.has(group) || elapsed() - (refusedAt.get(group) ?? -Infinity) < ASK_AGAIN_MS) return UNSUPPORTED;
      const deadline = elapsed() + timeoutMs;
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const connection = await connectionFor(write, signal);
        if (connection === 'unsupported') return UNSUPPORTED;
        const answer = await exchange(connection, write, deadline - elapsed());
        if (connection.isOpen() && 'status' in answer) idleAt(keyOf(write)).push(connection);
        else forget(connection);
        return answer;
      } catch (error) {
        return { failed: signal.aborted ? 'timeout' : failureOf(error) };
      }
    },
    async close() {
      await Promise.all([...open].map(({ client }) => client.destroy()));
    },
  };
}

function keyOf({ group, to }: WriteToSend): string {
  return `${group} ${formatAddress(to)}`;
}
