import { Client } from 'pg';

/** Ends all connections to the database at `url`; new ones are taken. Returns how many they were. */
export async function cutConnections(url: string): Promise<number> {
  return await beside(url, async (client, name) => (await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])).rows.length);
}

/** Ends all connections to it, and takes no new ones until `reopen`. */
export async function closeDatabase(url: string): Promise<{ readonly reopen: () => Promise<void> }> {
  const allow = (allowed: boolean): Promise<void> => beside(url, async (client, name) => void (await client.query(`alter database ${name} allow_connections ${allowed}`)));
  await allow(false);
  await cutConnections(url);
  return { reopen: () => allow(true) };
}

/** By the server's own database. */
async function beside<T>(url: string, work: (client: Client, name: string) => Promise<T>): Promise<T> {
  const server = new URL(url);
  const name = server.pathname.slice(1);
  server.pathname = '/postgres';
  const client = new Client({ connectionString: server.href });
  await client.connect();
  try {
    return await work(client, name);
  } finally {
    await client.end();
  }
}
