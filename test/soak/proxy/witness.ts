import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { echoOf, questionIn, rightBody, rightEvent, rightPieces } from './right-answer.ts';

/**
 * An upstream as a process of its own: `address port fault?` in, its port out. Legacy and candidates are the same program. Told by a message to have a `fault` (`hang`, `reset`, `garbage`, `truncate`, `none`), it has that
 * until it is told otherwise. On SIGTERM it does as a service should: every answer more says that its connection closes, and it ends when none is left.
 */
const [address = '127.0.0.1', port = '0'] = process.argv.slice(2);
let fault = 'none';
process.on('message', (message) => (fault = String(message)));

const server = createServer({ requestTimeout: 0 }, (request, response) => {
  if (isDraining) response.shouldKeepAlive = false;
  // Callers leave in the middle of what they send.
  if (fault === 'none') answer(request, response).catch(() => response.destroy());
  else fail(request.socket, response);
});
server.on('upgrade', (request, socket: Socket) => {
  socket.on('error', () => socket.destroy());
  if (fault !== 'none') return void socket.destroy();
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Question: ${request.url}\r\n\r\n`);
  socket.on('data', (bytes: Buffer) => socket.write(echoOf(bytes)));
  socket.once('end', () => socket.end());
});

function fail(socket: Socket, response: ServerResponse): void {
  if (fault === 'reset') socket.resetAndDestroy();
  if (fault === 'garbage') socket.end('200 here is what you asked for\n');
  if (fault === 'truncate') response.writeHead(200, { 'content-length': 1_000 }).write('half of', () => socket.destroy());
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const question = questionIn(request.url ?? '');
  if (!question) return void response.end('no question');
  if (request.method === 'POST') {
    const hash = createHash('sha256');
    for await (const piece of request as AsyncIterable<Buffer>) hash.update(piece);
    return void response.end(`${question.id} ${hash.digest('hex')}`);
  }
  if (request.headers.accept === 'text/event-stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let n = 0; n < question.bytes && !response.closed; n += 1, await sleep(30)) response.write(rightEvent(question, n));
    return void response.end();
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': question.bytes });
  if (question.bytes <= 65_536) return void response.end(rightBody(question));
  Readable.from(rightPieces(question)).on('error', () => {}).pipe(response);
}

/** A name server's answer is kept for ten seconds at most by who asks it; connections are told to close when they are next used, or end unused. */
const DRAIN_MS = 6_000;
let isDraining = false;
process.once('SIGTERM', () => {
  isDraining = true;
  setTimeout(() => server.close(() => process.exit(0)), DRAIN_MS);
});
process.on('disconnect', () => process.exit(0));
server.listen(Number(port), address, () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
