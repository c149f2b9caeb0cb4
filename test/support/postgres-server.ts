import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { until } from './until.ts';
import { freePort } from '../../bench/processes/free-port.ts';

/** A PostgreSQL server of this test's own, which keeps nothing. */
export interface PostgresServer {
  /** Makes an empty database. Returns its URL. */
  createDatabase(name: string): Promise<string>;
  close(): Promise<void>;
}

const run = promisify(execFile);
/** Debian keeps a server's programs off the PATH. */
const PATH = [process.env['PATH'], ...[18, 17, 16, 15, 14].map((version) => `/usr/lib/postgresql/${version}/bin`)].join(delimiter);

/** Why there can be no server here, or `undefined`. */
export function noPostgres(): string | undefined {
  try {
    execFileSync('initdb', ['--version'], { env: { PATH } });
    return undefined;
  } catch {
    return 'PostgreSQL is not on this machine (apt-get install postgresql)';
  }
}

/** Starts PostgreSQL on a free port, with logical replication. It refuses to run as root: then it runs as the user `postgres`. */
export async function startPostgres(): Promise<PostgresServer> {
  const directory = await mkdtemp(join(tmpdir(), 'banyan-postgres-'));
  const data = join(directory, 'data');
  const user = otherThanRoot();
  if (user) await chown(directory, user.uid, user.gid);
  await run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C.UTF-8'], { env: { PATH }, cwd: directory, ...user });
  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: directory, fsync: 'off', wal_level: 'logical', max_connections: 50 };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn('postgres', ['-D', data, ...options], { env: { PATH }, cwd: directory, stdio: ['ignore', 'ignore', 'pipe'], ...user });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const sql = (text: string) => run('psql', ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-c', text], { env: { PATH } });
  await until(() => sql('select 1').then(() => true, () => (child.exitCode === null ? undefined : Promise.reject(new Error(said)))), 30_000);
  return {
    async createDatabase(name) {
      await sql(`create database ${name}`);
      return `postgres://postgres@127.0.0.1:${port}/${name}`;
    },
    async close() {
      const ended = once(child, 'exit');
      // A fast shutdown: whoever is still connected is cut off.
      child.kill('SIGINT');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function otherThanRoot(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (kind: string): number => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
