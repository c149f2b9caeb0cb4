import type { Socket } from 'node:net';

/** Bytes that went over a caller's connection since the last request on it was counted. */
export interface ConnectionBytes {
  received: number;
  sent: number;
}

/**
 * Looks at the connection's own counts once a request is answered, so that nothing is done for each piece of a body. Where a caller
 * sends ahead, what it sent may be counted to the request before; no byte is counted twice. The value is good until the next call.
 */
export function createByteMeter(): (socket: Socket) => Readonly<ConnectionBytes> {
  const seen = new WeakMap<Socket, { read: number; written: number } & ConnectionBytes>();
  return (socket) => {
    let meter = seen.get(socket);
    if (!meter) seen.set(socket, (meter = { read: 0, written: 0, received: 0, sent: 0 }));
    const { bytesRead, bytesWritten } = socket;
    meter.received = bytesRead - meter.read;
    meter.sent = bytesWritten - meter.written;
    meter.read = bytesRead;
    meter.written = bytesWritten;
    return meter;
  };
}
