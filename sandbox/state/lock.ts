import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StateError } from './state-error.ts';

/** A file that the operating system locks for as long as the process lives: SQLite knows how to, on every system, and a killed process leaves no stale lock. */
export function lockDirectory(directory: string): { release(): void } {
  const file = join(directory, 'lock.sqlite');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) throw new StateError(`Another sandbox is running with the state in ${directory}.`, 'End it first, or name another directory.', error);
    throw new StateError(`The state in ${directory} cannot be locked: ${(error as Error).message}.`, 'Check that the directory can be written to and that lock.sqlite in it is not somebody else’s file.', error);
  }
  const held = database;
  return { release: () => held.close() };
}

const SQLITE_BUSY = 5;
