import type { Duplex } from 'node:stream';
import { Pool } from 'undici';
import type { EngineAddress } from './docker-host.ts';

/** The version of the Docker Engine API that is spoken: that of Docker 20.10 and of podman 4. */
const API = '/v1.41';
const CALL_TIMEOUT_MS = 30_000;

export interface EngineAnswer {
  readonly status: number;
  readonly ok: boolean;
  /** JSON, or the text where it is none. */
  readonly body: unknown;
}

/** A container engine that speaks the Docker Engine API. */
export interface EngineClient {
  /** Rejects only where no answer came: in half a minute, or before the signal; `null` waits for ever. */
  call(method: 'GET' | 'POST' | 'DELETE', path: string, options?: { readonly body?: object; readonly signal?: AbortSignal | null }): Promise<EngineAnswer>;
  /** Takes a connection over, as `attach` does. */
  hijack(path: string): Promise<Duplex>;
  close(): Promise<void>;
}

export function createEngineClient(address: EngineAddress): EngineClient {
  const connect = 'socketPath' in address ? { socketPath: address.socketPath } : {};
  // A call that waits for a container's end may take for ever.
  const pool = new Pool('origin' in address ? address.origin : 'http://engine', { connect, headersTimeout: 0, bodyTimeout: 0 });
  return {
    async call(method, path, { body, signal = AbortSignal.timeout(CALL_TIMEOUT_MS) } = {}) {
      const answer = await pool.request({ method, path: API + path, signal, ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
      const { statusCode: status } = answer;
      return { status, ok: status < 300, body: parse(await answer.body.text()) };
    },
    hijack: async (path) => (await pool.upgrade({ method: 'POST', path: API + path, protocol: 'tcp', signal: AbortSignal.timeout(CALL_TIMEOUT_MS) })).socket,
    close: () => pool.destroy(),
  };
}

/** What the engine says of a failure. */
export function complaintOf({ status, body }: EngineAnswer): string {
  const message: unknown = typeof body === 'object' && body !== null && 'message' in body ? body.message : body;
  return typeof message === 'string' && message !== '' ? message.trim() : `the engine answered ${status}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
