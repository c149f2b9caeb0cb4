import { Agent } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask } from '../../ask.ts';
import { converse, startEdge, type Edge } from '../edge.ts';

let edge: Edge;
const counted: string[] = [];
let seen: Readonly<Record<string, unknown>> = {};
let ahead = 0;

beforeAll(async () => {
  edge = await startEdge({ monotonic: () => performance.now() + ahead, metrics: { put: (_namespace, metric) => counted.push(metric) } });
  edge.answerWith((request, response) => {
    seen = request.headers;
    response.writeHead(200, { Server: 'shop' }).end();
  });
});
afterAll(() => edge.close());

test('forwarded addresses, host and invalid names go as the load balancer’s attributes say', async () => {
  const headers = { host: 'Shop.Example', 'x-forwarded-for': '10.0.0.1', 'x_under': '1', 'x-plain': '2' };
  await ask(edge.listener.url, { headers });
  expect(seen).toMatchObject({ host: `shop.example:${edge.listener.port}`, 'x-forwarded-for': '10.0.0.1, 127.0.0.1', x_under: '1' });
  expect(counted).toContain('ForwardedInvalidHeaderRequestCount');
  await edge.setBalancer({ 'routing.http.xff_header_processing.mode': 'remove', 'routing.http.preserve_host_header.enabled': 'true', 'routing.http.drop_invalid_header_fields.enabled': 'true' });
  await ask(edge.listener.url, { headers });
  expect(seen).toMatchObject({ host: 'Shop.Example', 'x-plain': '2' });
  expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['x_under']));
  expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['x-forwarded-for']));
  expect(counted).toContain('DroppedInvalidHeaderRequestCount');
});

test('every answer has the headers that the listener’s attributes set, the load balancer’s own too', async () => {
  await edge.setListener({ 'routing.http.response.server.enabled': 'false', 'routing.http.response.strict_transport_security.header_value': 'max-age=1' });
  for (const method of ['GET', 'TRACE']) {
    const { headers } = await ask(edge.listener.url, { method });
    expect([headers.server, headers['strict-transport-security']]).toEqual([undefined, 'max-age=1']);
  }
});

test('a client’s connection is kept, until it is too old', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect((await ask(edge.listener.url, { agent })).headers.connection).toBe('keep-alive');
  ahead = 3_601_000;
  expect((await ask(edge.listener.url, { agent })).headers.connection).toBe('close');
  ahead = 0;
  agent.destroy();
});

test('the idle timeout is the load balancer’s', async () => {
  await edge.setBalancer({ 'idle_timeout.timeout_seconds': '1' });
  // By default it would be kept for a minute, which is longer than a test may take.
  expect(await converse(edge.listener.port)).toBe('');
});
