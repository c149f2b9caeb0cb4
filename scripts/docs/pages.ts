import type { Io } from '../../cli/io.ts';
import { createProgram } from '../../cli/program.ts';
import { cliReference } from './cli.ts';
import { configurationTables } from './configuration.ts';
import { errorTables } from './errors.ts';
import { journalTables } from './journal.ts';
import { metricTables } from './metrics.ts';
import { reasonTables } from './reasons.ts';
import { rolloutTables } from './rollout-arithmetic.ts';

/** The pages that are written from the code, each by what makes it of the page as it is: what people wrote in it stays. `npm run docs` writes them. */
export const GENERATED_PAGES: Readonly<Record<string, (page: string) => string>> = {
  'docs/callers.md': (page) => withTables(page, reasonTables()),
  // Nothing is run: the program is only asked for its verbs and flags.
  'docs/cli.md': () => cliReference(createProgram({} as Io, '')),
  'docs/configuration.md': (page) => withTables(page, configurationTables()),
  'docs/errors.md': (page) => withTables(page, errorTables()),
  'docs/journal.md': (page) => withTables(page, journalTables()),
  'docs/metrics.md': (page) => withTables(page, metricTables()),
  'docs/rollout-arithmetic.md': (page) => withTables(page, rolloutTables()),
};

/**
 * The page with each table in its place, between `<!-- name -->` and `<!-- / -->`.
 * @throws Error where a table has no place, or a place no table
 */
export function withTables(page: string, tables: Readonly<Record<string, string>>): string {
  const placed = new Set<string>();
  const written = page.replaceAll(/<!-- (\w+) -->\n[^]*?<!-- \/ -->/g, (_, name: string) => {
    const table = tables[name];
    if (table === undefined) throw new Error(`there is no table for the place ${name}`);
    placed.add(name);
    return `<!-- ${name} -->\n${table}\n<!-- / -->`;
  });
  const left = Object.keys(tables).filter((name) => !placed.has(name));
  if (left.length > 0) throw new Error(`the page has no place for ${left.join(', ')}`);
  return written;
}
