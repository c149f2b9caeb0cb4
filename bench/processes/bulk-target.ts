import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { piecesOf } from './pieces.ts';

/** A target as a process of its own for large bodies: `…/bytes/N` answers with so many, `…/digest` with the SHA-256 of what it was sent, anything else with little. Prints its port; ends with its parent. */
const server = createServer({ requestTimeout: 0 }, (request, response) => {
  const bytes = Number(/\/bytes\/(\d+)(?:\?|$)/.exec(request.url ?? '')?.[1] ?? Number.NaN);
  if (!Number.isNaN(bytes)) {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes });
    Readable.from(piecesOf(bytes)).pipe(response);
  } else if (request.url?.endsWith('/digest')) {
    const hash = createHash('sha256');
    request.on('data', (piece: Buffer) => hash.update(piece)).on('end', () => response.end(hash.digest('hex')));
  } else response.end('little');
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.on('disconnect', () => process.exit(0));
