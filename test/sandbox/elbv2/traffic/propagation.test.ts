import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { ask } from '../ask.ts';
import { until } from '../aws-on-loopback.ts';
import { createPropagation } from '../../../../sandbox/elbv2/traffic/propagation.ts';
import { startEdge, type Edge } from './edge.ts';

let edge: Edge;
let delayMs = 0;
beforeAll(async () => {
  edge = await startEdge({ propagationMs: () => delayMs });
});
afterAll(() => edge.close());

test('a change is shown at once and comes into force only after the delay', async () => {
  delayMs = 300;
  await edge.setDefault({ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '418' } });
  delayMs = 0;
  expect((await ask(edge.listener.url)).status).toBe(200);
  await until(async () => (await ask(edge.listener.url)).status === 418);
});

test('changes keep their order, however short the delay of the later one', () => {
  jest.useFakeTimers();
  let now = 0;
  const delays = [100, 0, 50];
  const propagation = createPropagation(() => delays.shift() ?? 0, () => now);
  const done: number[] = [];
  for (const change of [1, 2, 3]) propagation.after(() => done.push(change));
  now = 99;
  jest.advanceTimersByTime(99);
  expect(done).toEqual([]);
  now = 100;
  jest.advanceTimersByTime(1);
  expect(done).toEqual([1, 2, 3]);
  propagation.after(() => done.push(4));
  expect(done).toEqual([1, 2, 3, 4]);
  delays.push(10);
  propagation.after(() => done.push(5));
  propagation.close();
  jest.advanceTimersByTime(10);
  expect(done).toEqual([1, 2, 3, 4]);
  jest.useRealTimers();
});
