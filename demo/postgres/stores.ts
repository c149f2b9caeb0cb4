import { Client } from 'pg';
import { startChild } from '../child-process.ts';

/** A PostgreSQL server with a database for each store. */
export interface Stores {
  /** Makes an empty database of that name, or of one that begins with it where the server is somebody's own. Returns its URL. */
  createDatabase(name: string): Promise<string>;
  /** Ends the server and all that is in it; of one that is somebody's own, only the databases made here go. */
  close(): Promise<void>;
}

/** Starts a server that keeps nothing, on a free port of the loopback address, or uses the one at `url`: `postgres://user:password@host:port/`. */
export function openStores(url?: string): Promise<Stores> {
  return url === undefined || url === '' ? startServer() : useServer(url);
}

async function startServer(): Promise<Stores> {
  const server = await startChild<{ readonly url: string }>('./postgres/main', [], { PATH: process.env['PATH'] ?? '' });
  const { url } = server.hello;
  return {
    createDatabase: (name) => makeDatabase(`${url}postgres`, name),
    close: () => server.stop(),
  };
}

async function useServer(url: string): Promise<Stores> {
  const made: string[] = [];
  return {
    async createDatabase(name) {
      const unique = `banyan_${name}_${process.pid}_${made.length}`;
      const database = await makeDatabase(url, unique);
      made.push(unique);
      return database;
    },
    close: () => ask(url, made.map((name) => `drop database if exists ${name} with (force)`)),
  };
}

async function makeDatabase(server: string, name: string): Promise<string> {
  await ask(server, [`create database ${name}`]);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function ask(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
