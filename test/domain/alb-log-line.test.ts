import { expect, test } from '@jest/globals';
import { parseAlbLogLine } from '../../domain/alb-log-line.ts';

const line = (change: Partial<Record<'times' | 'statuses' | 'request' | 'type', string>> = {}) =>
  `${change.type ?? 'https'} 2026-03-01T12:00:00.186000Z app/shop/50dc6c495c0c9188 192.0.2.7:2817 10.0.0.1:80 ${change.times ?? '0.001 0.040 0.002'} ${change.statuses ?? '200 200'} 34 366 "${change.request ?? 'GET https://shop.example:443/api/products?page=2 HTTP/1.1'}" "curl/7.46.0 \\"x\\"" ECDHE TLSv1.2 arn:aws:elasticloadbalancing:r:1:targetgroup/t/7 "Root=1" "-" "-" 0`;

test('a line says who asked what, what was answered, and how long it took', () => {
  expect(parseAlbLogLine(line())).toEqual({ at: Date.parse('2026-03-01T12:00:00.186Z'), type: 'https', client: '192.0.2.7', method: 'GET', target: '/api/products?page=2', status: 200, ms: expect.closeTo(43), userAgent: 'curl/7.46.0 \\"x\\"', targetGroup: 'arn:aws:elasticloadbalancing:r:1:targetgroup/t/7' });
});

test.each([
  ['nobody answered', { times: '-1 -1 -1', statuses: '- -' }, { status: 0, ms: null }],
  ['the load balancer answered itself', { times: '0.001 -1 -1', statuses: '502 -' }, { status: 502, ms: null }],
  ['a request that is none', { request: '- http://shop.example:80- -' }, { method: '-', target: '' }],
])('%s', (_, change, found) => expect(parseAlbLogLine(line(change))).toMatchObject(found));

test.each([[''], ['garbage "\u001B[2J'], ['GET / HTTP/1.1'], [line().slice(0, 90)], [line().replace('2026-03-01T12', '2026-13-41T99')], ['"'.repeat(50_000)]])('%j is none', (text) => expect(parseAlbLogLine(text)).toBeUndefined());
