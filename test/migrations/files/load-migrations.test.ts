import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BanyanError } from '../../../domain/errors.ts';
import { stopName, stopsOf } from '../../../domain/stop.ts';
import { loadMigrations } from '../../../migrations/files/load-migrations.ts';
import { parseDefinition } from '../../../migrations/files/parse-definition.ts';
import { exampleDefinition } from '../../support/example-migration.ts';
import { runNode } from '../../support/run-node.ts';

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'banyan-migrations-'))));
afterEach(() => rm(directory, { recursive: true }));

const write = (name: string, content: string) => writeFile(join(directory, name), content);
const definition = (change: (copy: Record<string, never>) => void = () => {}): string => {
  const copy = structuredClone(exampleDefinition) as unknown as Record<string, never>;
  change(copy);
  return `export default ${JSON.stringify(copy)};`;
};

async function refusal(promise: Promise<unknown>): Promise<BanyanError> {
  const error = await promise.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(BanyanError);
  return error as BanyanError;
}

describe('a directory of migration files', () => {
  test('is read in order of the numbers, and what is no migration file is left alone', async () => {
    await write('0002-orders.migration.mjs', definition((copy) => Object.assign(copy, { group: { kind: 'route-group', name: 'orders', patterns: ['/api/orders/*'] } })));
    await write('0001-catalog.migration.mjs', definition());
    await write('README.md', 'notes');
    const migrations = await loadMigrations(directory);
    expect(migrations.map(({ id, group }) => [id, group.name])).toEqual([['0001-catalog', 'catalog'], ['0002-orders', 'orders']]);
    expect(Object.isFrozen(migrations[0]?.steps)).toBe(true);
  });

  test.each(["import { join } from 'node:path';\nexport default join;", 'export default 1 as number;'])('in a package of CommonJS, as `npm init -y` makes it, says how to make them modules: %j', async (content) => {
    await write('package.json', '{"type":"commonjs"}');
    await write('0001-catalog.migration.ts', content);
    // Jest has a loader of its own; this is Node's.
    const script = `const { loadMigrations } = await import(${JSON.stringify(import.meta.resolve('../../../migrations/files/load-migrations.ts'))});
      await loadMigrations(${JSON.stringify(directory)}).catch(({ code, remedy }) => console.log(code, remedy));`;
    expect((await runNode(['--input-type=module', '--eval', script])).out).toMatch(/^MIGRATION_INVALID .*`npm pkg set type=module`/);
  });

  test('that is not there is an error that names it', async () => {
    const error = await refusal(loadMigrations(join(directory, 'nowhere')));
    expect(error.code).toBe('MIGRATION_INVALID');
    expect(error.message).toContain('nowhere');
  });

  test.each([
    ['a file without a default export', '0001-catalog.migration.mjs', 'export const x = 1;', 'no default export'],
    ['a file that is not JavaScript', '0001-catalog.migration.mjs', 'export default {', 'cannot be loaded'],
    ['a file that exports something else', '0001-catalog.migration.mjs', 'export default { hello: 1 };', 'must be made with defineMigration()'],
    ['a file that exports null', '0001-catalog.migration.mjs', 'export default null;', 'not a valid migration'],
    ['a file without a number', 'catalog.migration.mjs', definition(), 'no name like'],
  ])('%s stops everything', async (_, name, content, words) => {
    await write('0009-fine.migration.mjs', definition());
    await write(name, content);
    const error = await refusal(loadMigrations(directory));
    expect(error.code).toBe('MIGRATION_INVALID');
    expect(error.message).toContain(join(directory, name));
    expect(error.message).toContain(words);
    expect(error.remedy).not.toBe('');
    expect(error.exit).not.toBe(0);
  });

  test('a file that fails as it is loaded is named with the line', async () => {
    await write('0001-catalog.migration.mjs', "const a = 1;\n\nthrow new Error('boom ' + a);");
    expect((await refusal(loadMigrations(directory))).message).toBe(`${join(directory, '0001-catalog.migration.mjs')}:3 cannot be loaded: boom 1`);
  });

  test('with two groups that go to one service is refused', async () => {
    await write('0001-catalog.migration.mjs', definition());
    const other = { group: { kind: 'route-group', name: 'other', patterns: ['/other'] }, candidate: { ...exampleDefinition.candidate, service: 'catalog' } };
    await write('0002-other.migration.mjs', definition((copy) => Object.assign(copy, other)));
    expect((await refusal(loadMigrations(directory))).message).toContain('0001-catalog and 0002-other both name the service "catalog"');
  });

  test('with overlapping patterns names both', async () => {
    await write('0001-catalog.migration.mjs', definition());
    await write('0002-other.migration.mjs', definition((copy) => Object.assign(copy, { group: { kind: 'route-group', name: 'other', patterns: ['GET /api/*'] } })));
    const error = await refusal(loadMigrations(directory));
    expect(error.code).toBe('ROUTES_OVERLAP');
    expect(error.message).toContain('"GET /api/products" of 0001-catalog and "GET /api/*" of 0002-other');
  });
});

describe('a migration', () => {
  const parse = (change: (copy: Record<string, never>) => void) => {
    const copy = structuredClone(exampleDefinition) as unknown as Record<string, never>;
    change(copy);
    return parseDefinition('0001-x', 'file.ts', copy);
  };

  test('expands its steps to stops', () => {
    expect(stopsOf(parse(() => {})).map(stopName)).toEqual(['start', 'deploy', 'front', 'shadow', 'cohort:1', 'cohort:10', 'weight:10', 'weight:50', 'weight:100', 'retire']);
  });

  type Copy = { group: { patterns: string[] }; candidate: Record<string, unknown>; steps: Record<string, unknown>[] };
  const cases: [string, (copy: Copy) => void, string][] = [
    ['an unknown key', (copy) => Object.assign(copy.candidate, { maxWieght: 1 }), 'candidate: Unrecognized key: "maxWieght"'],
    ['weights that fall', (copy) => Object.assign(copy.steps[3] ?? {}, { percents: [50, 10, 100] }), 'steps[3].percents: must rise'],
    ['a weight above 100', (copy) => Object.assign(copy.steps[3] ?? {}, { percents: [50, 101] }), 'steps[3].percents[1]'],
    ['no steps', (copy) => copy.steps.splice(0), 'steps: '],
    ['steps in another order', (copy) => copy.steps.splice(1, 2, ...copy.steps.slice(1, 3).toReversed()), 'shadow() cannot come after cohort()'],
    ['a first step other than front', (copy) => copy.steps.shift(), 'the first step must be front()'],
    ['retiring before the whole weight', (copy) => Object.assign(copy.steps[3] ?? {}, { percents: [10, 50] }), 'retire() needs a weight()'],
    ['a gate that could never open', (copy) => Object.assign(copy.steps[3] ?? {}, { gates: [{ kind: 'latency', margin: 0.1 }] }), 'steps[3]: latency() compares callers'],
    ['a Fargate size that does not exist', (copy) => Object.assign(copy.candidate, { memory: 300 }), 'candidate.memory: with cpu 256 Fargate takes'],
    ['a duration that is none', (copy) => Object.assign(copy.steps[2] ?? {}, { soak: '10 minutes' }), 'steps[2].soak: is not a duration'],
    ['a pattern with a query', (copy) => copy.group.patterns.push('GET /a?b=c'), 'group.patterns[3]'],
    ['a mask of a path that is none', (copy) => Object.assign(copy.steps[1] ?? {}, { masks: { '$.items[0].id': 'uuid' } }), 'is not a path template'],
    ['a mask of no class', (copy) => Object.assign(copy.steps[1] ?? {}, { masks: { '$.id': 'whatever' } }), 'steps[1].masks'],
  ];
  test.each(cases)('with %s is refused, naming the place', (_, change, words) => {
    expect(() => parse(change as never)).toThrow(words);
  });

  test('names every problem at once', () => {
    expect(() => parse(((copy: Copy) => {
      Object.assign(copy.candidate, { cpu: 7, port: 0 });
      Object.assign(copy.steps[3] ?? {}, { percents: [0] });
    }) as never)).toThrow(/candidate\.port[^]*steps\[3\]\.percents\[0\]/);
  });
});
