import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { exchangeRaw } from '../support/client.ts';
import { startTestProxy } from '../support/proxy.ts';
import { parseRawResponse, type RawResponse } from '../support/raw-response.ts';
import { refusingUrl, startRawUpstream } from '../support/upstream.ts';

/** A request and the answer that legacy has for it, both as bytes (latin1). */
interface Exchange {
  readonly method: string;
  readonly request: string;
  readonly answer: readonly string[];
}

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/).map((name) => `X-${name}`);
const value = fc.stringMatching(/^[!-~\u00a1-\u00ff]([ -~\u00a1-\u00ff]{0,30}[!-~\u00a1-\u00ff])?$/);
const known = fc.constantFrom('Set-Cookie', 'set-cookie', 'Vary', 'ETag', 'Location', 'content-type', 'Cache-Control', 'WWW-Authenticate', 'Content-Encoding', 'DATE', 'Server', 'Content-Range', 'Last-Modified', 'Link');
const headers = fc.array(fc.tuple(fc.oneof(token, known), fc.oneof(value, fc.constant(''))), { maxLength: 12 }).map((list) => list.map(([name, text]) => `${name}: ${text}\r\n`).join(''));
const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 20_000, maxLength: 90_000, size: 'max' })).map((array) => Buffer.from(array).toString('latin1'));
const target = fc.stringMatching(/^\/[A-Za-z0-9%._~!$&'()*+,;=:@/-]{0,40}(\?[A-Za-z0-9%._~=&[\]|^`{}"<>\\-]{0,30})?$/).filter((text) => !text.startsWith('/banyan/'));

function chunks(body: string, size: number): string {
  let text = '';
  for (let at = 0; at < body.length; at += size) {
    const piece = body.slice(at, at + size);
    text += `${piece.length.toString(16)}\r\n${piece}\r\n`;
  }
  return text;
}

const chunked = fc.record({ body: bytes, size: fc.integer({ min: 1, max: 40_000 }), trailers: fc.array(fc.tuple(token, value), { maxLength: 2 }) }).map(({ body, size, trailers }) => ({
  head: `Transfer-Encoding: chunked\r\n${trailers.length > 0 ? `Trailer: ${trailers.map(([name]) => name).join(', ')}\r\n` : ''}`,
  body: `${chunks(body, Math.max(size, Math.ceil(body.length / 200)))}0\r\n${trailers.map(([name, text]) => `${name}: ${text}\r\n`).join('')}\r\n`,
}));
const measured = bytes.map((body) => ({ head: `Content-Length: ${body.length}\r\n`, body }));
const untilClose = bytes.map((body) => ({ head: '', body }));

const status = fc.constantFrom('200 OK', '200 ', '201 Created', '206 Partial Content', '299 Alles in Ordnung', '301 Moved Permanently', '404 Not Found', '418 I\'m a teapot', '500 Internal Server Error', '503 Service Unavailable', '599 Odd');
const withBody = fc.record({ status, first: headers, framing: fc.oneof(measured, chunked, untilClose), last: headers });
const withoutBody = fc.record({ status: fc.constantFrom('204 No Content', '304 Not Modified'), first: headers, framing: fc.constant({ head: '', body: '' }), last: headers });
const hints = fc.option(fc.constantFrom('</a.css>; rel=preload; as=style', '</b.js>; rel=preload; as=script').map((link) => `HTTP/1.1 103 Early Hints\r\nLink: ${link}\r\n\r\n`), { nil: '' });

const exchange: fc.Arbitrary<Exchange> = fc
  .record({ method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'), target, headers, upload: fc.oneof(measured, chunked), answer: fc.oneof({ weight: 5, arbitrary: withBody }, withoutBody), hints, pieces: fc.integer({ min: 1, max: 4 }) })
  .map(({ method, target: path, headers: own, upload, answer, hints: early, pieces }) => {
    const body = method === 'GET' || method === 'HEAD' ? { head: '', body: '' } : upload;
    // Of a reason phrase that comes in two packets undici keeps the second half: status lines stay whole here.
    const statusLine = `${early}HTTP/1.1 ${answer.status}\r\n`;
    const rest = `${answer.first}${answer.framing.head}${answer.last}\r\n${method === 'HEAD' ? '' : answer.framing.body}`;
    const size = Math.ceil(rest.length / pieces);
    return {
      method,
      request: `${method} ${path} HTTP/1.1\r\nHost: shop.example\r\n${own.replaceAll(/^(content-range|etag|location|set-cookie|date|server|content-encoding)/gim, 'X-$1')}${body.head}Connection: close\r\n\r\n${body.body}`,
      answer: Array.from({ length: pieces }, (_, i) => `${i === 0 ? statusLine : ''}${rest.slice(i * size, (i + 1) * size)}`),
    };
  });

/** What a proxy must change: how the body is framed, and what is said of the connection. */
function comparable({ framing, headers: all, ...response }: RawResponse) {
  return { ...response, headers: all.filter((header) => !/^(connection|keep-alive|transfer-encoding|trailer):/i.test(header)), hasLength: framing === 'length' };
}

describe.each(['undici', 'http-proxy-middleware'] as const)('by %s', (forwarder) => {
  test('whatever legacy answers, the caller gets through the proxy what he would get without it', async () => {
    let answer: readonly string[] = [];
    const legacy = await startRawUpstream((socket) => {
      // What comes after the head is the request's body: it is read, and no request.
      socket.removeAllListeners('data').resume();
      const write = (i: number): void => {
        const piece = answer[i];
        if (piece === undefined) return void socket.end();
        socket.write(Buffer.from(piece, 'latin1'), () => setImmediate(write, i + 1));
      };
      write(0);
    });
    const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl(), config: { forwarder } });
    let exchanges = 0;
    await fc.assert(
      fc.asyncProperty(exchange, async ({ method, request, answer: next }) => {
        answer = next;
        exchanges += 1;
        const [direct, through] = [await exchangeRaw(legacy.port, Buffer.from(request, 'latin1')), await exchangeRaw(proxy.port, Buffer.from(request, 'latin1'))];
        expect(comparable(parseRawResponse(through, method))).toEqual(comparable(parseRawResponse(direct, method)));
      }),
      { numRuns: 250 },
    );
    expect(exchanges).toBeGreaterThanOrEqual(250);
  }, 120_000);
});
