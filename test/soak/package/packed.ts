import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/source-files.ts';

/** Runs a command in the repository to its end. */
export function must(command: string, args: readonly string[]): string {
  const { status, stderr, stdout } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** Builds and packs what would be published. Returns the tarball, which lies in `directory`. */
export function pack(directory: string): string {
  must(process.execPath, ['scripts/build.mjs']);
  must('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', directory]);
  return join(directory, readdirSync(directory).find((name) => name.endsWith('.tgz')) ?? '');
}
