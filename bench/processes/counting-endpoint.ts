import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A way to a server on which requests are counted. */
export interface CountingEndpoint {
  readonly url: string;
  /** How many requests of each kind have gone through, by AWS's name of the operation or else by method and path. */
  readonly calls: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export async function startCountingEndpoint(target: string): Promise<CountingEndpoint> {
  const calls = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const { method = '', url = '', headers } = request;
      const operation = headers['x-amz-target']?.toString().split('.')[1] ?? new URLSearchParams(body.toString()).get('Action') ?? `${method} ${url}`;
      calls.set(operation, (calls.get(operation) ?? 0) + 1);
      const sent = send(new URL(url, target), { method, headers: { ...headers, 'content-length': body.length } }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      sent.on('error', () => response.destroy());
      sent.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
