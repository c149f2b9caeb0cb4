import type { Socket } from 'node:net';
import type { TunnelEnd } from '../observing/tunnel-metrics.ts';
import { closeFrame, createFrameBoundary, type CloseCode } from './websocket-frames.ts';

/** A WebSocket between a caller and an upstream. */
export interface Tunnel {
  /** Says goodbye to both, each after the frame that is under way, and ends; at once where that takes too long. */
  close(code: CloseCode, why: TunnelEnd): void;
}

export interface TunnelOptions {
  /** Without a byte either way for so long it is closed; `null`: never. */
  readonly idleMs: number | null;
  readonly onEnd: (why: TunnelEnd) => void;
}

/** For both peers to take leave. */
export const FAREWELL_MS = 1_000;
/** For the other peer to hang up too, once one has. */
export const HALF_OPEN_MS = 2_000;
/** A caller that went without a word is found out by TCP. */
const PROBE_AFTER_MS = 60_000;

export function joinTunnel(caller: Socket, upstream: Socket, { idleMs, onEnd }: TunnelOptions): Tunnel {
  let ending: { readonly code: CloseCode; readonly why: TunnelEnd } | null = null;

  let told = 0;

  const direct = (from: Socket, to: Socket, sender: 'client' | 'server') => {
    const boundary = createFrameBoundary();
    let isOver = false;
    function takeLeave(): void {
      if (!ending || isOver || !boundary.isBetween) return;
      isOver = true;
      from.unpipe(to).resume();
      to.write(closeFrame(ending.code, sender));
      // Not before: a peer that is hung up on would not end the frame that it is sending.
      if (++told === 2) for (const socket of [caller, upstream]) socket.end();
    }
    from.setNoDelay(true);
    from.on('error', () => to.destroy());
    from.once('close', () => to.destroy());
    from.once('end', () => {
      const late = setTimeout(() => from.destroy(), HALF_OPEN_MS);
      from.once('close', () => clearTimeout(late));
    });
    from.pipe(to);
    // After the pipe: what passed here is written.
    from.on('data', (bytes: Buffer) => {
      if (isOver) return;
      boundary.pass(bytes);
      takeLeave();
    });
    return takeLeave;
  };
  const farewells = [direct(caller, upstream, 'client'), direct(upstream, caller, 'server')];

  function close(code: CloseCode, why: TunnelEnd): void {
    if (ending) return;
    ending = { code, why };
    for (const takeLeave of farewells) takeLeave();
    const end = setTimeout(() => caller.destroy(), FAREWELL_MS);
    caller.once('close', () => clearTimeout(end));
  }

  upstream.setTimeout(0);
  caller.setTimeout(idleMs ?? 0, () => close(1001, 'idle'));
  caller.setKeepAlive(true, PROBE_AFTER_MS);
  caller.once('close', () => onEnd(ending?.why ?? 'peer'));
  return { close };
}
