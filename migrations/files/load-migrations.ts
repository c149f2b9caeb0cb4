import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import { formatPattern } from '../../domain/route-group.ts';
import { findOverlap } from '../../domain/route-overlap.ts';
import { addLearnedMasks } from './learned-masks.ts';
import { parseFile } from './parse-definition.ts';
import { resolveAfter, type Ordered } from './resolve-after.ts';

const MIGRATION_FILE = /^(\d{4}-[a-z0-9-]+)\.migration\.(ts|js|mjs)$/;

/**
 * Every migration of a directory, in order of its files' numbers, with the learned masks beside it. One bad file stops all: a migration that is skipped is an outage later.
 * @throws BanyanError MIGRATION_INVALID, ROUTES_OVERLAP
 */
export async function loadMigrations(directory: string): Promise<readonly Migration[]> {
  const files = await listFiles(directory);
  const read: Ordered[] = [];
  for (const file of files) {
    const match = MIGRATION_FILE.exec(file);
    if (!match?.[1]) throw new BanyanError('MIGRATION_INVALID', `${join(directory, file)} has no name like 0001-catalog.migration.ts`);
    read.push(parseFile(match[1], join(directory, file), await exportOf(join(directory, file))));
  }
  refuseClashes(read.map(({ migration }) => migration), directory);
  return addLearnedMasks(directory, resolveAfter(read, directory));
}

async function listFiles(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && /\.migration\.(?!d\.ts$)/.test(entry.name)).map((entry) => entry.name).toSorted();
  } catch (error) {
    throw new BanyanError('MIGRATION_INVALID', `the directory of the migration files cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

async function exportOf(file: string): Promise<unknown> {
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as { default?: unknown };
  } catch (error) {
    throw new BanyanError('MIGRATION_INVALID', `${file}${lineIn(file, error)} cannot be loaded: ${messageOf(error)}`, { cause: error, ...(isReadAsCommonJs(error) && { remedy: AS_MODULE }) });
  }
  if (module.default === undefined) throw new BanyanError('MIGRATION_INVALID', `${file} has no default export; it must export default defineMigration({ … })`);
  return module.default;
}

/** `:12`, where it says in which line of the file it came about. */
function lineIn(file: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return new RegExp(`${RegExp.escape(file)}(:\\d+)`).exec(stack)?.[1] ?? '';
}

const AS_MODULE = 'Migration files are ES modules, and the nearest package.json says "type": "commonjs", as `npm init -y` does: `npm pkg set type=module`, or end the name in .migration.mjs.';

function isReadAsCommonJs(error: unknown): boolean {
  return error instanceof SyntaxError && /^(?:Cannot use import statement outside a module|Unexpected token 'export')/.test(error.message);
}

function refuseClashes(migrations: readonly Migration[], directory: string): void {
  const overlaps: string[] = [];
  for (const [i, right] of migrations.entries()) {
    for (const left of migrations.slice(0, i)) {
      if (left.group.name === right.group.name) throw new BanyanError('MIGRATION_INVALID', `${directory}: ${left.id} and ${right.id} both move the route group "${left.group.name}"`);
      if (left.candidate.service === right.candidate.service) throw new BanyanError('MIGRATION_INVALID', `${directory}: ${left.id} and ${right.id} both name the service "${left.candidate.service}"`);
      const shared = sharedTable(left, right);
      if (shared !== undefined) throw new BanyanError('MIGRATION_INVALID', `${directory}: ${left.id} and ${right.id} both move the table "${shared}"; its writes can have one owner only`);
      const overlap = findOverlap(left.group, right.group);
      if (overlap) overlaps.push(`"${formatPattern(overlap.left)}" of ${left.id} and "${formatPattern(overlap.right)}" of ${right.id} both match some request`);
    }
  }
  if (overlaps.length > 0) throw new BanyanError('ROUTES_OVERLAP', `${directory}: ${overlaps.join('\n  ')}`);
}

function sharedTable({ data: left }: Migration, { data: right }: Migration): string | undefined {
  if (!left || !right || left.from !== right.from) return undefined;
  return left.tables.find(({ table }) => right.tables.some((other) => other.table === table))?.table;
}
