import { once } from 'node:events';
import { Pool, type CustomTypesConfig, type PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { TextRow } from '../../data/rows.ts';
import { lineOf } from '../../data/row-text.ts';
import { copyOut } from './copy-out.ts';
import { SETTINGS, type Database, type Result, type Sql, type Transaction } from './database.ts';
import { ident, tableIdent } from './names.ts';

/** As much of a COPY is made into one piece. */
const PIECE_BYTES = 256 * 1024;
const AS_TEXT = { getTypeParser: () => (text: string) => text } as unknown as CustomTypesConfig;

/** A PostgreSQL server. Connections are made when they are needed, a few at the most. */
export function openServer(url: string, connections = 4): Database {
  const pool = new Pool({ connectionString: url, max: connections, application_name: 'banyan mover', connectionTimeoutMillis: 10_000, keepAlive: true, idleTimeoutMillis: 60_000 });
  // A connection that breaks while nobody uses it is replaced at the next use.
  pool.on('error', () => undefined);
  // Between being lent and being listened to as well.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  const ready = new WeakSet<PoolClient>();
  let usual = PIECE_BYTES;

  async function withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    // Said again by whatever query is under way.
    const onError = (error: Error): void => void (broken = error);
    client.on('error', onError);
    try {
      if (!ready.has(client)) await client.query(SETTINGS);
      ready.add(client);
      return await work(client);
    } catch (error) {
      if (!isSqlState((error as { code?: unknown }).code)) broken = error as Error;
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  return {
    query: (text, values) => withClient((client) => sqlOf(client).query(text, values)),
    async copyOut(text) {
      const all = await withClient((client) => copyOut(client, text, usual));
      // The next is most likely about as long.
      usual = Math.max(PIECE_BYTES, Math.ceil(all.length * 1.125));
      return all;
    },
    transaction: (work) =>
      withClient(async (client) => {
        await client.query(`begin; set local banyan.mover = 'on'`);
        try {
          const result = await work({ ...sqlOf(client), copyIn: (table, columns, what) => copyIn(client, table, columns, what) } satisfies Transaction);
          await client.query('commit');
          return result;
        } catch (error) {
          await client.query('rollback').catch(() => undefined);
          throw error;
        }
      }),
    close: () => pool.end(),
  };
}

function sqlOf(client: PoolClient): Sql {
  return {
    async query(text, values): Promise<Result> {
      const { fields, rows } = await client.query<(string | null)[]>({ text, values: values as unknown[], rowMode: 'array', types: AS_TEXT });
      return { fields: fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })), rows };
    },
  };
}

async function copyIn(client: PoolClient, table: string, columns: readonly string[], what: Buffer | readonly TextRow[]): Promise<void> {
  const stream = client.query(copyFrom(`copy ${tableIdent(table)} (${columns.map(ident).join(', ')}) from stdin`));
  const ended = once(stream, 'finish');
  // Awaited below: what it fails with is told there.
  ended.catch(() => undefined);
  for (const piece of Buffer.isBuffer(what) ? [what] : piecesOf(what)) {
    if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), ended]);
  }
  stream.end();
  await ended;
}

function* piecesOf(rows: readonly TextRow[]): Generator<string> {
  let piece = '';
  for (const row of rows) {
    piece += lineOf(row);
    if (piece.length < PIECE_BYTES) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** What the database itself has refused leaves the connection whole. */
function isSqlState(code: unknown): boolean {
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^(08|57P)/.test(code);
}
