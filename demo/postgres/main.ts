import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../free-port.ts';
import { findPrograms, serverUser } from './programs.ts';

// A PostgreSQL server that keeps nothing, beside a process of its own that ends it: when told to, and when whoever started it is gone.
// Prints `{"url": "postgres://postgres@127.0.0.1:PORT/"}` when it answers. Its one argument, where there is one, is the directory that has `initdb` and `postgres`.

const SETTINGS = { listen_addresses: '127.0.0.1', fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'logical', max_connections: 200, max_wal_senders: 20, max_replication_slots: 20 };
const READY_MS = 30_000;

const directory = await mkdtemp(join(tmpdir(), 'banyan-postgres-'));
let server: ChildProcess | undefined;
let ending = false;

async function start(): Promise<string> {
  const user = await serverUser();
  await chmod(directory, 0o755);
  const bin = process.argv[2] ?? (await findPrograms(user, directory));
  const home = await mkdtemp(join(directory, 'server-'));
  if (user) await chown(home, user.uid, user.gid);
  const data = join(home, 'data');
  const environment = { PATH: process.env['PATH'] ?? '' };
  await promisify(execFile)(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C.UTF-8'], { cwd: home, env: environment, ...user });
  const port = await freePort();
  const options = Object.entries({ ...SETTINGS, port, unix_socket_directories: home }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(bin, 'postgres'), ['-D', data, ...options], { cwd: home, env: environment, stdio: ['ignore', 'ignore', 'pipe'], ...user });
  server = child;
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)));
  child.once('exit', (code) => {
    if (!ending) fail(new Error(`PostgreSQL ended with ${code}:\n${said}`));
  });
  const url = `postgres://postgres@127.0.0.1:${port}/`;
  await answers(`${url}postgres`);
  return url;
}

async function answers(url: string): Promise<void> {
  for (let waited = 0; ; waited += 50) {
    const client = new Client({ connectionString: url });
    // A server that is still starting hangs up; that is told by `connect` too.
    client.on('error', () => {});
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (waited >= READY_MS) throw error;
      await sleep(50);
    }
  }
}

async function end(status: number): Promise<void> {
  if (ending) return;
  ending = true;
  if (server && server.exitCode === null && server.signalCode === null) {
    const ended = once(server, 'exit');
    // A fast shutdown: whoever is still connected is cut off.
    server.kill('SIGINT');
    await ended;
  }
  await rm(directory, { recursive: true, force: true });
  process.exit(status);
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  void end(1);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(0));
process.on('disconnect', () => void end(0));
process.channel?.unref();
start().then((url) => process.stdout.write(`${JSON.stringify({ url })}\n`), fail);
