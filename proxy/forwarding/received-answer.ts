import type { IncomingMessage } from 'node:http';
import type { UpstreamAnswer } from './upstream-answer.ts';

/** An answer that Node's own client has received. */
export function receivedAnswer(message: IncomingMessage): UpstreamAnswer {
  return {
    status: message.statusCode ?? 502,
    reason: message.statusMessage ?? '',
    rawHeaders: message.rawHeaders,
    whole() {
      if (!message.complete || message.rawTrailers.length > 0) return undefined;
      return (message.read() as Buffer | null) ?? Buffer.alloc(0);
    },
    read(reader) {
      message.on('data', (bytes: Buffer) => reader.piece(bytes));
      message.once('end', () => reader.end(message.rawTrailers));
      message.once('close', () => message.complete || reader.brokeOff());
    },
    pause: () => void message.pause(),
    resume: () => void message.resume(),
    discard: () => void message.resume(),
  };
}
