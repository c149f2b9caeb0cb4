import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isTurnedAway, rawRefusal, type Refusal } from '../forwarding/refuse.ts';

/** What the parser's errors are to a caller. */
const STATUS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what is no request, and closes: after an error nobody knows where the next request begins. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket, onRefused: (status: Refusal) => void): void {
  const status = STATUS[error.code ?? ''] ?? (error.code?.startsWith('HPE_') ? 400 : undefined);
  const { _httpMessage: answering } = socket as Socket & { _httpMessage?: ServerResponse | null };
  if (answering && isTurnedAway(answering)) {
    answering.end();
    return;
  }
  if (status === undefined || !socket.writable || answering?.headersSent) {
    socket.destroy();
    return;
  }
  onRefused(status);
  socket.end(rawRefusal(status), () => socket.destroy());
}
