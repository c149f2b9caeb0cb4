import { expect, test } from '@jest/globals';
import { openStore } from '../../../services/accounts/store/open-store.ts';
import { startPostgres } from '../../support/postgres-server.ts';

test('tasks that start together make one store and share it', async () => {
  const server = await startPostgres();
  try {
    const url = await server.createDatabase('accounts');
    const [first, second] = await Promise.all([openStore(url), openStore(url)]);
    const count = async (db: typeof first): Promise<unknown> => (await db.query('select count(*)::integer as customers from customers')).rows;
    await first.query('delete from customers where id = 200');
    expect(await count(second)).toEqual([{ customers: 199 }]);
    await expect(first.transaction(async (tx) => void (await tx.query('delete from customers'), await tx.query('select no_such_column')))).rejects.toThrow(/no_such_column/);
    expect(await count(second)).toEqual([{ customers: 199 }]);
    await Promise.all([first.close(), second.close()]);
  } finally {
    await server.close();
  }
}, 60_000);
