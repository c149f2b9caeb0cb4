import { randomBytes } from 'node:crypto';

/** Follows one direction of a WebSocket, to know where a frame may be put in (RFC 6455 §5.2). Payloads are passed over, not read. */
export interface FrameBoundary {
  pass(bytes: Buffer): void;
  /** Whether what passed so far ends with a whole frame. */
  readonly isBetween: boolean;
}

export function createFrameBoundary(): FrameBoundary {
  const header = Buffer.alloc(14);
  let have = 0;
  let need = 2;
  let payload = 0;

  return {
    pass(bytes) {
      let at = 0;
      while (at < bytes.length) {
        if (payload > 0) {
          const skipped = Math.min(payload, bytes.length - at);
          payload -= skipped;
          at += skipped;
          continue;
        }
        const copied = Math.min(need - have, bytes.length - at);
        bytes.copy(header, have, at, at + copied);
        have += copied;
        at += copied;
        if (have === 2) need = headerBytes(header);
        if (have < need) continue;
        payload = payloadBytes(header);
        have = 0;
        need = 2;
      }
    },
    get isBetween() {
      return payload === 0 && have === 0;
    },
  };
}

function headerBytes(header: Buffer): number {
  const short = header[1]! & 0x7f;
  return 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (header[1]! & 0x80 ? 4 : 0);
}

function payloadBytes(header: Buffer): number {
  const short = header[1]! & 0x7f;
  return short === 126 ? header.readUInt16BE(2) : short === 127 ? Number(header.readBigUInt64BE(2)) : short;
}

/** 1001: this end goes away. 1012: it comes back, and whoever connects anew is served (registered with IANA). */
export type CloseCode = 1001 | 1012;

/** A Close frame; what a client sends is masked (§5.3). */
export function closeFrame(code: CloseCode, from: 'server' | 'client'): Buffer {
  const payload = Buffer.from([code >> 8, code & 0xff]);
  if (from === 'server') return Buffer.from([0x88, 0x02, ...payload]);
  const mask = randomBytes(4);
  return Buffer.from([0x88, 0x82, ...mask, payload[0]! ^ mask[0]!, payload[1]! ^ mask[1]!]);
}
