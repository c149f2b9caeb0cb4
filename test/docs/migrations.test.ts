import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { definitionSchema } from '../../migrations/files/definition-schema.ts';
import { parseDefinition } from '../../migrations/files/parse-definition.ts';
import { linkBanyan } from '../support/banyan-package.ts';
import { filesBelow, read } from '../support/source-files.ts';

/** The migration files that pages show whole. */
const shown = filesBelow('docs', '.md').flatMap((page) => [...read(page).matchAll(/^```ts\n(import [^]*?export default defineMigration\([^]*?)^```/gm)].map(([, text = '']) => ({ page, text })));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-shown-'));
  await linkBanyan(directory);
});
afterAll(() => rm(directory, { recursive: true }));

test('there are some', () => expect(new Set(shown.map(({ page }) => page))).toEqual(new Set(['docs/migrations.md', 'docs/moving-data.md', 'docs/tutorial.md'])));

test.each(shown)('the migration file that $page shows is one', async ({ text }) => {
  const file = join(directory, `${shown.findIndex((each) => each.text === text)}.ts`);
  await writeFile(file, text);
  const { default: definition } = (await import(file)) as { default: unknown };
  expect(parseDefinition('0001-shown', file, definition).steps.length).toBeGreaterThan(1);
});

interface Form {
  readonly properties: Readonly<Record<string, Form & { readonly const?: string }>>;
  readonly required?: readonly string[];
  readonly items: Form;
  readonly oneOf: readonly Form[];
}

/** What a builder is given, as the page writes it: `percents`, `soak?`. */
function optionsOf({ properties, required = [] }: Form): readonly string[] {
  return Object.keys(properties).filter((name) => name !== 'kind').map((name) => (required.includes(name) ? name : `${name}?`)).toSorted();
}

/** Builders that the page's tables have in their first column, with their options: `weight({ percents, soak?, gates? })`. */
function documentedBuilders(): Readonly<Record<string, readonly string[]>> {
  const calls = read('docs/migrations.md').matchAll(/^\| `(\w+)\((?:\{ (.*?) \})?\)`/gm);
  return Object.fromEntries([...calls].map(([, name = '', options = '']) => [name, options.split(', ').filter((each) => each !== '').toSorted()]));
}

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

test('docs/migrations.md has every step and gate with its options, and every member of a candidate', () => {
  const { properties } = z.toJSONSchema(definitionSchema, { io: 'input', unrepresentable: 'any' }) as unknown as Form;
  const steps = properties['steps']?.items.oneOf ?? [];
  const gates = steps.find((step) => step.properties['gates'])?.properties['gates']?.items.oneOf ?? [];
  // A check is a function with a name: the page writes it otherwise.
  const inCode = [...steps, ...gates].map((form) => [form.properties['kind']?.const ?? '', optionsOf(form)] as const).filter(([kind]) => kind !== 'check');
  expect(inCode.length).toBeGreaterThan(14);
  const documented = Object.entries(documentedBuilders()).map(([name, options]) => [kebab(name), options] as const);
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(inCode));

  const [section = ''] = /^## `ecsService[^]*?(?=^## )/m.exec(read('docs/migrations.md')) ?? [];
  const members = [...section.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(new Set(members)).toEqual(new Set(Object.keys(properties['candidate']?.properties ?? {}).filter((name) => name !== 'kind')));
});
