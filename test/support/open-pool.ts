import { Pool } from 'pg';

/**
 * An application's connections to its database, at most `max` of them. One that breaks is replaced at its next use, whether it was idle, lent, or being ended:
 * `pool.end()` does not wait until the server has let go, and a server that is stopped right after it still says so on the connection.
 */
export function openPool(url: string, max: number): Pool {
  return new Pool({ connectionString: url, max, application_name: 'shop' }).on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
}
