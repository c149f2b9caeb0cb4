import { expect, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { Exchange, Upstreams } from '../../../proxy/forwarding/exchange.ts';
import type { Outbound, UpstreamFailure } from '../../../proxy/forwarding/forwarder.ts';
import { createRetryBudget } from '../../../proxy/forwarding/retry-budget.ts';
import { sendRequest } from '../../../proxy/forwarding/send-request.ts';

const DEAD: UpstreamFailure = { failure: 'broken', sent: true, reused: true };

test('requests whose kept connections were dead are sent again within the budget, and no further', async () => {
  const sent: boolean[] = [];
  const forwarder = {
    send(_req: unknown, { freshConnection = false }: Outbound) {
      sent.push(freshConnection);
      return { outcome: Promise.resolve(DEAD), cancel: () => {} };
    },
    close: () => {},
  };
  // Two in ten seconds.
  const resends = createRetryBudget({ now: () => 0, share: 0, leastPerSecond: 0.2 });
  const upstreams = { forwarder, resends } as unknown as Upstreams;
  for (let i = 0; i < 4; i += 1) {
    const exchange = { req: {}, res: new EventEmitter(), request: { method: 'GET', hasBody: false } } as unknown as Exchange;
    expect(await sendRequest(exchange, upstreams, {} as Outbound)).toBe(DEAD);
  }
  expect(sent).toEqual([false, true, false, true, false, false]);
  expect([resends.granted, resends.denied]).toEqual([2, 2]);
});
