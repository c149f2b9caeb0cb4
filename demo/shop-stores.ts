import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { openStores } from './postgres/stores.ts';

/** The shop's databases: that of the monolith, one for each service with a store of its own, and the one that carries their events. */
export interface ShopStores {
  readonly urls: Readonly<Record<'shop' | 'accounts' | 'orders' | 'events', string>>;
  /** Ends them, and with them all that is in them. */
  close(): Promise<void>;
}

/** On a server of their own, or on the one at `url`. All are empty but the last, whose queues stand before the services that read them. */
export async function openShopStores(url: string | undefined): Promise<ShopStores> {
  const stores = await openStores(url);
  try {
    const create = (name: string): Promise<string> => stores.createDatabase(name);
    const urls = { shop: await create('shop'), accounts: await create('accounts'), orders: await create('orders'), events: await create('events') };
    await makeQueues(urls.events);
    return { urls, close: () => stores.close() };
  } catch (error) {
    await stores.close();
    throw error;
  }
}

async function makeQueues(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(await readFile(new URL('./events/bus.sql', import.meta.url), 'utf8'));
  } finally {
    await client.end();
  }
}
