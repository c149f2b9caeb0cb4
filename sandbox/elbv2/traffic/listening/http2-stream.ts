import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';

/** Whether a request came by HTTP/2: what Node then gives looks like a request of HTTP/1.1, and has a stream. The version alone proves nothing, as anybody may write it. */
export function http2Stream(request: IncomingMessage): Http2ServerRequest['stream'] | undefined {
  return 'stream' in request ? (request as unknown as Http2ServerRequest).stream : undefined;
}
