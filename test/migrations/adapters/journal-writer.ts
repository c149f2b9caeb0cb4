import { createDirectoryJournal } from '../../../migrations/adapters/journal-directory.ts';
import { intentOf } from '../../contract/journal-entries.ts';

/** Appends entries as fast as it can until it is killed; tells its parent after a few. */
const [directory = '', migration = ''] = process.argv.slice(2);
const journal = createDirectoryJournal(directory);
const start = (await journal.read(migration)).length;
for (let index = start; ; index++) {
  await journal.append(migration, index, intentOf('writer', 'x'.repeat(50_000)));
  if (index === start + 5) process.send?.('under way');
}
