import { z } from 'zod';
import { ENTRY_KINDS } from '../../domain/journal-entry.ts';
import { JournalEntrySchema } from '../../migrations/adapters/journal-entry-schema.ts';
import { JOURNAL_EXAMPLES } from './journal-examples.ts';
import { markdownTable } from './markdown-table.ts';

/** An entry of one kind, as JSON Schema tells it. */
interface Form {
  readonly properties: Readonly<Record<string, { readonly const?: string; readonly enum?: readonly string[] }>>;
  readonly required: readonly string[];
}

const OF_EVERY_ENTRY = ['at', 'who', 'why', 'kind'];

/** The parts of docs/journal.md: a table of the kinds, and an entry of each. */
export function journalTables(): Readonly<Record<string, string>> {
  const examples = JOURNAL_EXAMPLES.map((entry) => JSON.stringify(entry)).join('\n');
  return { kinds: markdownTable(['kind', 'members', 'what it tells'], kindRows()), examples: `\`\`\`json\n${examples}\n\`\`\`` };
}

function kindRows(): readonly (readonly string[])[] {
  const forms = (z.toJSONSchema(JournalEntrySchema, { unrepresentable: 'any' }) as unknown as { readonly oneOf: readonly Form[] }).oneOf;
  return Object.entries(ENTRY_KINDS).map(([kind, told]) => {
    const form = forms.find(({ properties }) => properties['kind']?.const === kind || properties['kind']?.enum?.includes(kind));
    if (!form) throw new Error(`the schema of entries has no ${kind}`);
    return [`\`${kind}\``, membersOf(form), told];
  });
}

function membersOf({ properties, required }: Form): string {
  const own = Object.keys(properties).filter((name) => !OF_EVERY_ENTRY.includes(name));
  return own.map((name) => `\`${name}\`${required.includes(name) ? '' : '?'}`).join(', ');
}
