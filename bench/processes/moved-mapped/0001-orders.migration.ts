import { backfill, cutover, data, defineMigration, ecsService, front, into, reverse, routeGroup, sync, table, verifyData } from '../../../index.ts';

interface LegacyOrder {
  readonly [column: string]: string | number | boolean | null | Uint8Array;
  readonly id: number;
  readonly customer_id: number;
  readonly status: string;
  readonly total_cents: number;
  readonly is_gift: boolean;
  readonly placed_at: string;
  readonly note: string | null;
}

/** A row at a time through a function: columns renamed, an amount converted, a word put into a code. */
export default defineMigration({
  group: routeGroup('orders', ['/api/orders', '/api/orders/*']),
  candidate: ecsService({ image: 'shop/orders:1', cpu: 256, memory: 512, port: 3000, health: '/healthz' }),
  data: data({
    from: 'LEGACY_DATABASE_URL',
    to: 'ORDERS_DATABASE_URL',
    tables: [
      table('orders', {
        key: 'id',
        to: into('placed_orders', {
          key: 'order_id',
          forward: ({ id, customer_id, status, total_cents, is_gift, placed_at, note }: LegacyOrder) => ({ order_id: id, customer: customer_id, state: status.toUpperCase(), total: (total_cents / 100).toFixed(2), is_gift, placed_at, remark: note }),
          back: ({ order_id, customer, state, total, is_gift, placed_at, remark }) => ({ id: order_id, customer_id: customer, status: state.toLowerCase(), total_cents: Math.round(Number(total) * 100), is_gift, placed_at, note: remark }),
        }),
      }),
    ],
  }),
  steps: [front(), sync(), backfill(), verifyData(), cutover(), reverse({ soak: '7d' })],
});
