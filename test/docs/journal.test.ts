import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { JournalEntrySchema } from '../../migrations/adapters/journal-entry-schema.ts';
import { read } from '../support/source-files.ts';

const HEADER = ['at', 'who', 'why', 'kind'];

interface Form {
  readonly properties: Readonly<Record<string, { readonly const?: string; readonly enum?: readonly string[] }>>;
  readonly required: readonly string[];
}

test('the entry that docs/journal.md shows is one', () => {
  const [, entry = ''] = /```json\n(.*?)```/s.exec(read('docs/journal.md')) ?? [];
  expect(JournalEntrySchema.parse(JSON.parse(entry))).toMatchObject({ kind: 'held' });
});

test('docs/journal.md has every kind of entry with its members, and no other', () => {
  const forms = (z.toJSONSchema(JournalEntrySchema, { unrepresentable: 'any' }) as unknown as { oneOf?: readonly Form[]; anyOf?: readonly Form[] }).oneOf ?? [];
  expect(forms.length).toBeGreaterThan(7);
  const inCode = forms.map(({ properties, required }) => ({
    kinds: properties['kind']?.enum ?? [properties['kind']?.const],
    members: Object.keys(properties).filter((name) => !HEADER.includes(name)).map((name) => (required.includes(name) ? name : `${name}?`)),
  }));
  const rows = [...read('docs/journal.md').matchAll(/^\| (`[^|]+`) \| ([^|]+) \|/gm)];
  const documented = rows.map(([, kinds = '', members = '']) => ({ kinds: [...kinds.matchAll(/`(\w+)`/g)].map(([, kind]) => kind), members: [...members.matchAll(/`(\w+)`(\?)?/g)].map(([, name, may = '']) => `${name}${may}`) }));
  expect(documented).toEqual(inCode);
});
