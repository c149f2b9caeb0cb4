import { createDirectoryJournal } from '../../../migrations/adapters/journal-directory.ts';
import { BanyanError } from '../../../domain/errors.ts';
import { intentOf } from '../../contract/journal-entries.ts';

/** Appends one entry of so many characters, and says on standard output what came of it. */
const [directory = '', migration = '', index = '', length = ''] = process.argv.slice(2);
const said = await createDirectoryJournal(directory)
  .append(migration, Number(index), intentOf('me', 'x'.repeat(Number(length))))
  .then(
    () => 'written',
    (error: unknown) => (error instanceof BanyanError ? `${error.code}: ${error.message}` : String(error)),
  );
process.stdout.write(said);
