import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { filesBelow, read } from '../support/source-files.ts';

const FOLDERS = ['domain', 'shadow', 'proxy', 'migrations', 'dashboard', 'cli', 'demo', 'sandbox', 'legacy-sample', 'services', 'bin'] as const;
type Folder = (typeof FOLDERS)[number];

/** Whom each folder may import, beside itself. */
const MAY_IMPORT: Readonly<Record<Folder, readonly string[]>> = {
  domain: [],
  shadow: ['domain'],
  proxy: ['domain', 'shadow'],
  migrations: ['domain', 'index.ts'],
  dashboard: ['domain', 'migrations', 'shadow'],
  cli: ['domain', 'migrations', 'dashboard', 'demo', 'shadow'],
  demo: ['domain'],
  sandbox: [],
  'legacy-sample': [],
  services: [],
  bin: ['cli'],
};

interface Import {
  readonly file: string;
  /** The module named, or for one of ours its path from the root. */
  readonly target: string;
  readonly ours: boolean;
}

function importsOf(file: string): Import[] {
  const code = read(file).replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  const named = code.matchAll(/(?:^|[;\n}])\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g);
  return [...named].map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    return name.startsWith('.') ? { file, target: normalize(join(dirname(file), name)), ours: true } : { file, target: name, ours: false };
  });
}

const files = FOLDERS.flatMap((folder) => filesBelow(folder, '.ts'));
const imports = files.flatMap(importsOf);
const say = ({ file, target }: Import) => `${file} imports ${target}`;
const folderOf = (path: string) => path.split('/')[0] ?? path;

test('there is something to check', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(imports.filter(({ ours }) => ours).length).toBeGreaterThan(200);
});

describe.each(FOLDERS)('%s', (folder) => {
  test(`imports only itself${MAY_IMPORT[folder].map((each) => ` and ${each}`).join('')}`, () => {
    const strays = imports.filter(({ file, target, ours }) => ours && folderOf(file) === folder && ![folder, ...MAY_IMPORT[folder]].includes(folderOf(target)));
    expect(strays.map(say)).toEqual([]);
  });
});

test('domain imports neither npm packages nor Node', () => {
  expect(imports.filter(({ file, ours }) => folderOf(file) === 'domain' && !ours).map(say)).toEqual([]);
});

test('of the toolkit only migrations/adapters speaks to AWS; demo builds what was there before, the sandbox reads the wire by the same schemas, and the shop’s programs have one file for SNS and SQS', () => {
  const users = imports.filter(({ target }) => target.startsWith('@aws-sdk/') || target.startsWith('@smithy/')).map(({ file }) => (file.endsWith('/events/sns-sqs-bus.ts') ? 'sns-sqs-bus' : file.split('/').slice(0, 2).join('/')));
  expect([...new Set(users.map((place) => (place.startsWith('demo/') ? 'demo' : place.startsWith('sandbox/') ? 'sandbox' : place)))].toSorted()).toEqual(['demo', 'migrations/adapters', 'sandbox', 'sns-sqs-bus']);
});

test.each(['http-proxy-middleware', 'unleash-client'])('%s is imported by one file of the proxy only', (name) => {
  const users = new Set(imports.filter(({ target }) => target === name).map(({ file }) => file));
  expect(users.size).toBe(1);
  expect([...users][0]).toMatch(/^proxy\//);
});

test('services import nothing of each other', () => {
  const strays = imports.filter(({ file, target, ours }) => ours && folderOf(file) === 'services' && target.split('/')[1] !== file.split('/')[1]);
  expect(strays.map(say)).toEqual([]);
});

test('nothing imports tests or benchmarks', () => {
  expect(imports.filter(({ target, ours }) => ours && ['test', 'bench'].includes(folderOf(target))).map(say)).toEqual([]);
});

/** Where parts are built: the only places that may look at the process around them. */
const BUILDERS = /^(bin\/|cli\/(parts\/open-engine|main)\.ts|demo\/|sandbox\/(main|start)\.ts|proxy\/(main|check-health)\.ts|legacy-sample\/server\.ts|legacy-sample\/scripts\/|services\/[^/]+\/(server|start)\.ts)/;

test.each(['process.env', 'Date.now', 'Math.random'])('%s is used only where parts are built', (name) => {
  const users = files.filter((file) => !BUILDERS.test(file) && read(file).replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '').includes(name));
  expect(users).toEqual([]);
});

test('no file imports itself through others, types included', () => {
  const targets = Map.groupBy(imports.filter(({ ours }) => ours), ({ file }) => file);
  const settled = new Set<string>();
  const circles: string[] = [];
  const follow = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) return void circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (settled.has(file)) return;
    for (const { target } of targets.get(file) ?? []) follow(target, [...path, file]);
    settled.add(file);
  };
  for (const file of files) follow(file, []);
  expect(circles).toEqual([]);
});
