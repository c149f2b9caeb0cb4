import { Client, Pool } from 'pg';
import type { Database } from './database.ts';

const RECONNECT_MS = 1_000;
/** Whoever waits longer for a connection is told that there is none. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Connects to the database on a server, by at most so many connections, and one more for each channel that is listened to. */
export function connect(url: string, connections: number): Database {
  const settings = { connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS };
  const pool = new Pool({ ...settings, max: connections });
  // A connection may break while it is idle, or lent and not asked anything. It is replaced then; without a listener it would end the process.
  pool.on('error', () => {}).on('connect', (client) => client.on('error', () => {}));
  const listeners = new Set<Client>();
  let closed = false;

  async function listen(channel: string, heard: () => void): Promise<void> {
    if (closed) return;
    const client = new Client(settings);
    const again = (): void => {
      if (listeners.delete(client)) setTimeout(() => void listen(channel, heard), RECONNECT_MS).unref();
    };
    client.on('notification', heard).on('error', again).on('end', again);
    listeners.add(client);
    await client.connect().then(() => client.query(`listen ${channel}`)).catch(again);
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
