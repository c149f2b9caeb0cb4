import { expect, test } from '@jest/globals';
import { ENTRY_KINDS } from '../../domain/journal-entry.ts';
import { JournalEntrySchema } from '../../migrations/adapters/journal-entry-schema.ts';
import { read } from '../support/source-files.ts';

test('docs/journal.md shows an entry of each kind, and each is one', () => {
  const [, block = ''] = /```json\n(.*?)```/s.exec(read('docs/journal.md')) ?? [];
  const entries = block.trim().split('\n').map((line) => JournalEntrySchema.parse(JSON.parse(line)));
  expect(entries.map(({ kind }) => kind)).toEqual(Object.keys(ENTRY_KINDS));
});
