import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { migrationPage } from '../../dashboard/report/migration-page.ts';
import type { Story } from '../../dashboard/report/story.ts';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { jsonReport } from '../../shadow/report/json.ts';
import type { MigrationReport } from '../../shadow/report/report.ts';
import type { Terminal } from '../../shadow/report/terminal-text.ts';
import { terminalReport } from '../../shadow/report/terminal.ts';
import type { CommonOptions, Io } from '../io.ts';
import { wantsColour } from '../terminal/wants-colour.ts';

/** Where nobody says how wide the output is. */
const WIDTH = 100;

/**
 * Prints the report, as JSON where that is asked for, and writes it as HTML, with the story of the migration, where a file is named.
 * @throws BanyanError FILE_UNWRITABLE
 */
export async function printReport(io: Io, { json, html }: CommonOptions & { readonly html?: string }, report: MigrationReport, story: Story): Promise<void> {
  if (json) io.out(JSON.stringify(jsonReport(report)));
  else for (const line of terminalReport(report, terminalOf(io))) io.out({ painted: line });
  if (html === undefined) return;
  const file = resolve(io.directory, html);
  try {
    await writeFile(file, migrationPage(report, story));
  } catch (error) {
    throw new BanyanError('FILE_UNWRITABLE', `${file} cannot be written: ${messageOf(error)}`, { cause: error });
  }
  io.err(`Written to ${file}.`);
}

function terminalOf(io: Io): Terminal {
  return { width: io.columns ?? WIDTH, colour: wantsColour(io) };
}
