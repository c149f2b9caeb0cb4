import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { piecesOf } from '../../../bench/processes/pieces.ts';
import { MANNERS, type Manner } from './manners.ts';

/** 64 MiB of zeros, of which a gzip stream may have any number: 160 of them are 10 GiB in 10 MiB. */
const MEMBER = gzipSync(Buffer.alloc(64 * 2 ** 20), { level: 9 });
const BOMB_MEMBERS = 160;

/** A candidate as a process of its own: answers `…/bytes/N?do=<manner>` in that manner, `/seen` with how many were answered in each. Prints its port; ends with its parent. */
const seen = Object.fromEntries(MANNERS.map((manner) => [manner, 0])) as Record<Manner, number>;
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://candidate');
  if (pathname === '/seen') return void response.end(JSON.stringify(seen));
  const manner = MANNERS.find((each) => each === searchParams.get('do')) ?? 'well';
  seen[manner] += 1;
  response.on('error', () => {});
  answer[manner](response, Number(pathname.split('/').at(-1)));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.on('disconnect', () => process.exit(0));

const BYTES = { 'content-type': 'application/octet-stream' };

const answer: Readonly<Record<Manner, (response: ServerResponse, bytes: number) => void>> = {
  well: (response, bytes) => void Readable.from(piecesOf(bytes)).pipe(response.writeHead(200, { ...BYTES, 'content-length': bytes })),
  hang: () => {},
  reset: (response) => response.socket?.resetAndDestroy(),
  resetInTheMiddle: (response) => {
    response.writeHead(200, { ...BYTES, 'content-length': 100_000 }).write('the beginning', () => response.socket?.resetAndDestroy());
  },
  trickle: (response) => {
    response.writeHead(200, BYTES);
    const drip = setInterval(() => response.write('.'), 50);
    response.on('close', () => clearInterval(drip));
  },
  bomb: (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    Readable.from(Array.from({ length: BOMB_MEMBERS }, () => MEMBER)).pipe(response);
  },
  flood: (response) => void Readable.from(piecesOf(2 ** 30)).pipe(response.writeHead(200, BYTES)),
  garbage: (response) => void response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'),
};
