import { Client, Pool } from 'pg';
import type { Database } from './database.ts';

const RECONNECT_MS = 1_000;

/** Connects to the database on a server, by at most so many connections, and one more for each channel that is listened to. */
export function connect(url: string, connections: number): Database {
  const pool = new Pool({ connectionString: url, max: connections });
  // A connection that breaks while it is idle is replaced; without a listener it would end the process.
  pool.on('error', () => {});
  const listeners = new Set<Client>();
  let closed = false;

  async function listen(channel: string, heard: () => void): Promise<void> {
    const client = new Client({ connectionString: url });
    const again = (): void => {
      if (!listeners.delete(client) || closed) return;
      setTimeout(() => void listen(channel, heard).catch(again), RECONNECT_MS).unref();
    };
    client.on('notification', heard).on('error', again).on('end', again);
    listeners.add(client);
    await client.connect();
    await client.query(`listen ${channel}`);
  }

  return {
    query: (sql, params) => pool.query(sql, params),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('begin');
        const result = await work(client);
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch((failure: Error) => (broken = failure));
        throw error;
      } finally {
        client.release(broken);
      }
    },
    listen,
    async close() {
      closed = true;
      await Promise.all([...listeners].map((client) => client.end()));
      await pool.end();
    },
  };
}
