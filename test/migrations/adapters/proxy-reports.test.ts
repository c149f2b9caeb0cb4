import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { NOTHING_COUNTED, type GroupCounters } from '../../../domain/counters.ts';
import { NO_NOISE } from '../../../domain/noise.ts';
import type { DifferenceGroup } from '../../../domain/difference.ts';
import type { Mark } from '../../../domain/mark.ts';
import type { GroupReport, ProxyReport } from '../../../domain/proxy-report.ts';
import { countersSince, readProxyReports, sumGroup } from '../../../migrations/adapters/proxy-reports.ts';

/** A proxy that has answered so many requests from legacy, each of one millisecond's bucket. */
function counters(requests: number, more: Partial<GroupCounters> = {}): GroupCounters {
  const latency = requests > 0 ? { '0': requests } : {};
  return { ...NOTHING_COUNTED, legacy: { requests, errors: 0, sessions: requests, sessionErrors: 0, latency }, ...more };
}

function report(proxy: string, groups: Record<string, Partial<GroupReport>>): ProxyReport {
  const whole = Object.entries(groups).map(([name, group]) => [name, { ...NOTHING_COUNTED, routes: [], differences: [], noise: NO_NOISE, ...group }]);
  return { proxy, startedAt: 1, flags: 'fresh', groups: Object.fromEntries(whole) as ProxyReport['groups'] };
}

function difference(signature: string, count: number, times: readonly number[]): DifferenceGroup {
  return {
    signature,
    route: 'GET /api/products/:id',
    legacyStatus: 200,
    candidateStatus: 200,
    fields: [{ path: '$.price', kind: 'value', count }],
    count,
    firstSeen: Math.min(...times),
    lastSeen: Math.max(...times),
    samples: times.map((at) => ({ at, request: 'GET /api/products/1', differences: [{ path: '$.price', kind: 'value', legacy: '«a»', candidate: null }] })),
    everyMs: 4,
  };
}

describe('reading the proxies’ reports', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const answering = (body: unknown, status = 200): Promise<string> => serve((_request, response) => void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body)));

  test('every proxy’s report is read, from /report', async () => {
    const first = report('p1', { catalog: { ...counters(3, { lastLegacyAt: 7 }), differences: [difference('s', 2, [5])] } });
    const paths: (string | undefined)[] = [];
    const one = await serve(({ url }, response) => {
      paths.push(url);
      response.end(JSON.stringify(first));
    });
    const two = await answering(report('p2', {}));
    expect(await readProxyReports([`${one}/`, two])).toEqual({ reports: [first, report('p2', {})], failed: [] });
    expect(paths).toEqual(['/report']);
  });

  test('a proxy that two addresses lead to is read once', async () => {
    const url = await answering(report('p1', { catalog: counters(3) }));
    const { reports } = await readProxyReports([url, `${url}/`]);
    expect(reports.map(({ proxy }) => proxy)).toEqual(['p1']);
  });

  test('a proxy that gives no report fails alone, with the reason', async () => {
    const good = report('p1', {});
    const gone = await answering(good);
    servers.pop()?.close();
    const urls = [await answering(good), gone, await answering('busy', 503), await answering('<html>'), await answering({ ...good, flags: 'fine' }), await serve(() => undefined), await answering(' '.repeat(2_000))];
    const { reports, failed } = await readProxyReports(urls, { timeoutMs: 300, maxBytes: 1_000 });
    expect(reports).toEqual([good]);
    expect(failed.map(({ url }) => url)).toEqual(urls.slice(1));
    expect(failed.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      'it answered with 503',
      'what it answered is no JSON',
      expect.stringMatching(/no report: flags: /),
      'no answer within 300 ms',
      'the answer is larger than 1000 bytes',
    ]);
  });

  test.each([
    ['a negative count', { ...counters(1), fallbacks: -1 }],
    ['a count that is text', { ...counters(1), fallbacks: '1' }],
    ['a bucket that is none', { ...counters(1), legacy: { ...counters(1).legacy, latency: { __proto__x: 1 } } }],
    ['no comparisons', { ...counters(1), comparisons: undefined }],
    ['a route of many thousand segments', { ...counters(1), routes: [{ route: '/a'.repeat(5_000), compared: 1 }] }],
  ])('a report with %s is none', async (_what, group) => {
    const url = await answering({ ...report('p1', {}), groups: { catalog: { ...group, differences: [] } } });
    expect(await readProxyReports([url])).toMatchObject({ reports: [], failed: [{ reason: expect.stringContaining('groups.catalog.') }] });
  });

  test('a reason for dropping that this release does not know is kept, one that is missing is 0', async () => {
    const group = { ...counters(1), comparisons: { ...NOTHING_COUNTED.comparisons, dropped: { busy: 2, tired: 3 } }, differences: [] };
    const { reports } = await readProxyReports([await answering({ ...report('p1', {}), groups: { catalog: group } })]);
    expect(sumGroup(reports, 'catalog').comparisons.dropped).toMatchObject({ busy: 2, tired: 3, memory: 0 });
  });
});

describe('adding reports up', () => {
  test('a group’s counters are the sum over the proxies, its last times the latest', () => {
    const reports = [report('p1', { catalog: counters(3, { fallbacks: 1, lastLegacyAt: 50 }), orders: counters(9) }), report('p2', { catalog: counters(4, { lastLegacyAt: 40, lastCandidateAt: 60 }) }), report('p3', {})];
    const sum = sumGroup(reports, 'catalog');
    expect(sum).toMatchObject({ legacy: { requests: 7, latency: { '0': 7 } }, fallbacks: 1, lastLegacyAt: 50, lastCandidateAt: 60 });
  });

  test.each(['catalog', 'constructor', '__proto__'])('nobody has counted anything for %s', (group) => {
    expect(sumGroup([report('p1', {})], group)).toEqual(NOTHING_COUNTED);
  });

  test('since a mark counts what each proxy has counted more, a new one from zero, one that is gone not at all', () => {
    const mark: Mark = { at: 1, slowAboveMs: null, proxies: { p1: counters(10, { fallbacks: 4 }), gone: counters(99) } };
    const since = countersSince({ p1: counters(12, { fallbacks: 5, lastLegacyAt: 7 }), fresh: counters(3) }, mark);
    expect(since).toMatchObject({ legacy: { requests: 5, sessions: 5, latency: { '0': 5 } }, fallbacks: 1, lastLegacyAt: 7 });
  });

  test('what seems to have shrunk has not been counted', () => {
    const mark: Mark = { at: 1, slowAboveMs: null, proxies: { p1: counters(10, { fallbacks: 4 }) } };
    expect(countersSince({ p1: counters(2) }, mark)).toMatchObject({ legacy: { requests: 0, latency: { '0': 0 } }, fallbacks: 0 });
  });

  test('the mark and what came since are together what there is now', () => {
    const pair = fc.tuple(fc.nat(1e6), fc.nat(1e6));
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), pair, { noNullPrototype: true }), (proxies) => {
        const of = (side: (pair: [number, number]) => number): Record<string, GroupCounters> => Object.fromEntries(Object.entries(proxies).map(([name, each]) => [name, counters(side(each))]));
        const [then, now] = [of(([before]) => before), of(([before, more]) => before + more)];
        const since = countersSince(now, { at: 1, slowAboveMs: null, proxies: then });
        expect(since.legacy.requests).toBe(Object.values(proxies).reduce((sum, [, more]) => sum + more, 0));
      }),
    );
  });
});
