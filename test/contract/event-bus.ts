import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Delivery, EventBus, ShopEvent } from '../../services/orders/events/event-bus.ts';
import { until } from '../support/until.ts';

/** A topic with the queue `orders`, which hears of `order.placed` and `session.started`, and the queue `accounts`, which hears of `session.started`. */
export interface BusUnderTest {
  open(queue: 'orders' | 'accounts'): Promise<EventBus>;
  /** As though the half minute were over in which the delivery is with its receiver alone. */
  giveBack(queue: 'orders' | 'accounts', delivery: Delivery): Promise<void>;
  /** How many stay for a person to look at. */
  setAside(queue: 'orders'): Promise<number>;
  /** Leaves nothing on its way. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const MOST_DELIVERIES = 10;
const WAIT_MS = 1_000;

/** What every transport of the shop's events does. */
export function keepsTheBusContract(open: () => Promise<BusUnderTest>): void {
  let under: BusUnderTest;
  let [orders, accounts]: EventBus[] = [];
  beforeAll(async () => {
    under = await open();
    [orders, accounts] = [await under.open('orders'), await under.open('accounts')];
  }, 60_000);
  beforeEach(() => under.clear());
  afterAll(async () => {
    await Promise.all([orders?.close(), accounts?.close()]);
    await under.close();
  });

  const forever = new AbortController().signal;
  const event = (kind: string, body: ShopEvent['body'] = { session: randomUUID() }): ShopEvent => ({ id: randomUUID(), source: 'monolith', kind, body });
  const publish = async (...events: readonly ShopEvent[]): Promise<void> => {
    for (const each of events) await orders?.publish(each);
  };
  const receive = async (bus: EventBus | undefined): Promise<readonly Delivery[]> => (await bus?.receive(WAIT_MS, forever)) ?? [];
  /** All that come until one look brings nothing. */
  const drain = async (bus: EventBus | undefined): Promise<ShopEvent[]> => {
    const heard: ShopEvent[] = [];
    for (;;) {
      const deliveries = await receive(bus);
      if (deliveries.length === 0) return heard;
      for (const each of deliveries) await bus?.remove(each);
      heard.push(...deliveries.map((each) => each.event));
    }
  };

  test('what is published reaches each who hears of its kind, as it was, and nobody else', async () => {
    const [started, placed, other] = [event('session.started', { session: 'é', customer: { id: 7 }, replaces: null }), event('order.placed', { order: 100_001, lines: [{ sku: 'A', quantity: 2 }] }), event('something.else')];
    await publish(started, placed, other);
    expect((await drain(orders)).toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([placed, started]);
    expect(await drain(accounts)).toEqual([started]);
  }, 20_000);

  test('published twice it comes once', async () => {
    const placed = event('order.placed', { order: 1 });
    await publish(placed, placed);
    expect(await drain(orders)).toEqual([placed]);
  }, 20_000);

  test('news of one session come in the order in which they were told', async () => {
    const told = Array.from({ length: 25 }, (_, n) => event('session.started', { session: 'one', n }));
    await publish(...told);
    expect((await drain(accounts)).map(({ body }) => body['n'])).toEqual(told.map((_, n) => n));
  }, 20_000);

  test('at most ten come at once', async () => {
    await publish(...Array.from({ length: 12 }, () => event('session.started')));
    const [first, second] = [await receive(accounts), await receive(accounts)];
    expect(first.length).toBeLessThanOrEqual(10);
    expect(first.length + second.length).toBeGreaterThan(10);
  }, 20_000);

  test('what was received is with its receiver alone, comes again where that does not remove it, and no more once it is removed', async () => {
    const placed = event('order.placed', { order: 2 });
    await publish(placed);
    const [first] = await receive(orders);
    expect(first?.event).toEqual(placed);
    expect(await receive(orders)).toEqual([]);
    if (first) await under.giveBack('orders', first);
    const [again] = await receive(orders);
    expect(again?.event).toEqual(placed);
    if (again) await orders?.remove(again);
    if (again) await under.giveBack('orders', again).catch(() => {});
    expect(await receive(orders)).toEqual([]);
  }, 20_000);

  test(`what comes ${MOST_DELIVERIES} times and is never removed is set aside, and holds nobody up`, async () => {
    await publish(event('order.placed', { order: 3 }));
    for (let times = 0; times < MOST_DELIVERIES; times += 1) {
      const [delivery] = await until(async () => (await receive(orders).then((all) => (all.length > 0 ? all : undefined))));
      if (delivery) await under.giveBack('orders', delivery);
    }
    expect(await receive(orders)).toEqual([]);
    expect(await under.setAside('orders')).toBe(1);
    const next = event('order.placed', { order: 4 });
    await publish(next);
    expect(await drain(orders)).toEqual([next]);
  }, 40_000);

  test('whoever waits hears at once what is published meanwhile', async () => {
    const waiting = orders?.receive(15_000, forever);
    const placed = event('order.placed', { order: 5 });
    await publish(placed);
    expect((await waiting)?.map((each) => each.event)).toEqual([placed]);
  }, 20_000);

  test('whoever waits and is told to stop hears nothing, and does not fail', async () => {
    const stopping = new AbortController();
    const waiting = orders?.receive(15_000, stopping.signal);
    stopping.abort();
    expect(await waiting).toEqual([]);
  }, 10_000);
}
