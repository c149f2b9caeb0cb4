import { Client } from 'pg';

/** What one store has of the shop's business. */
export interface Books {
  readonly orders: readonly { readonly id: number; readonly totalCents: number; readonly lineCents: number; readonly lines: readonly { readonly sku: string; readonly quantity: number }[] }[];
  /** What is left, by sku. */
  readonly stock: Readonly<Record<string, number>>;
}

/** Reads them whole. The monolith and the orders service have these four tables alike. */
export async function readBooks(url: string): Promise<Books> {
  return await asking(url, async (client) => {
    const orders = await client.query<Books['orders'][number]>(
      `select o.id, o.total_cents as "totalCents", sum(i.quantity * i.price_cents)::integer as "lineCents", json_agg(json_build_object('sku', p.sku, 'quantity', i.quantity) order by p.sku) as lines
         from orders o left join order_items i on i.order_id = o.id left join products p on p.id = i.product_id group by o.id order by o.id`,
    );
    const stock = await client.query<{ sku: string; quantity: number }>('select p.sku, s.quantity from stock s join products p on p.id = s.product_id order by p.sku');
    return { orders: orders.rows, stock: Object.fromEntries(stock.rows.map(({ sku, quantity }) => [sku, quantity])) };
  });
}

/** Ids of all sessions that are known there, those that have ended since among them. */
export async function readSessions(url: string): Promise<ReadonlySet<string>> {
  return await asking(url, async (client) => new Set((await client.query<{ id: string }>('select id::text from sessions')).rows.map(({ id }) => id)));
}

async function asking<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
