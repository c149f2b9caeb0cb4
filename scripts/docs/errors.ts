import { ERRORS } from '../../domain/errors.ts';
import { markdownTable } from './markdown-table.ts';

/** The table of docs/errors.md. */
export function errorTables(): Readonly<Record<string, string>> {
  return { errors: markdownTable(['code', 'exit status', 'remedy'], Object.entries(ERRORS).map(([code, { exit, remedy }]) => [`\`${code}\``, String(exit), remedy])) };
}
