import { describe } from '@jest/globals';
import { openShopStores } from '../../../demo/shop-stores.ts';
import { connect } from '../../../services/orders/database/connect.ts';
import { createPostgresBus } from '../../../services/orders/events/postgres-bus.ts';
import { keepsTheBusContract, type BusUnderTest } from '../../contract/event-bus.ts';

describe('events by PostgreSQL', () => {
  keepsTheBusContract(async (): Promise<BusUnderTest> => {
    const stores = await openShopStores(undefined);
    const db = connect(stores.urls.events, 2);
    return {
      open: (queue) => createPostgresBus(connect(stores.urls.events, 2), queue),
      giveBack: async (_queue, { receipt }) => void (await db.query('update messages set visible_at = now() where id = $1', [receipt])),
      setAside: async (queue) => (await db.query('select 1 from messages where queue = $1 and deliveries >= 10', [queue])).rows.length,
      clear: async () => void (await db.query('delete from messages')),
      async close() {
        await db.close();
        await stores.close();
      },
    };
  });
});
