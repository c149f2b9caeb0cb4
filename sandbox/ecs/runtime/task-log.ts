import { closeSync, copyFile, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** Where a task's stdout and stderr go. The task writes by itself; the sandbox only looks after the size. */
export interface TaskLog {
  /** File descriptor, opened for appending. */
  readonly descriptor: number;
  close(): void;
}

/** A log that is larger becomes `<name>.log.1` and begins anew, so a task takes up to about twice this on disk. */
const MAX_BYTES = 8 * 1024 * 1024;
const CHECK_EVERY_MS = 2_000;

/** Opens `<directory>/<name>-<task id>.log`. */
export function openTaskLog(directory: string, name: string, taskId: string): TaskLog {
  const path = join(directory, `${name}-${taskId}.log`);
  const descriptor = openSync(path, 'a');
  let copying = false;
  let closed = false;
  const timer = setInterval(() => {
    if (copying || fstatSync(descriptor).size <= MAX_BYTES) return;
    copying = true;
    copyFile(path, `${path}.1`, () => {
      copying = false;
      if (!closed) ftruncateSync(descriptor);
    });
  }, CHECK_EVERY_MS).unref();
  return {
    descriptor,
    close: () => {
      closed = true;
      clearInterval(timer);
      closeSync(descriptor);
    },
  };
}
