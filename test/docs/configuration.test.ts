import { expect, test } from '@jest/globals';
import { PROXY_GROUPS_VARIABLE } from '../../domain/proxy-groups.ts';
import { z } from 'zod';
import { configSchema } from '../../cli/config/config-schema.ts';
import { SETTINGS } from '../../proxy/config/config.ts';
import { filesBelow, read } from '../support/source-files.ts';

const documented = (heading: string) => {
  const section = read('docs/configuration.md').split(/^#+ /m).find((each) => each.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| (.+?) \|/gm)].flatMap((row) => [...(row[1] ?? '').matchAll(/`([^`]+)`/g)].map((name) => name[1] ?? '')).toSorted();
};

test('docs/configuration.md names every variable that the proxy reads, and no other', () => {
  const names = Object.keys(SETTINGS).filter((name) => name !== PROXY_GROUPS_VARIABLE);
  expect(names.length).toBeGreaterThan(10);
  expect(documented("The proxy's environment").filter((name) => /^[A-Z]/.test(name))).toEqual(names.toSorted());
});

/** Defaults that are told in words. */
const IN_WORDS: Readonly<Record<string, string>> = { HOST: 'all addresses', ADMIN_HOST: 'loopback', CALLER: 'cookie:sid', IDENTITY_ROTATE_MS: 'a day', ACCESS_LOG: '`all`', ALLOWED_HOSTS: 'all', SESSION_CLAIMS: '`{"sub":"sub"}`' };

test('with the default that it has', () => {
  const rows = [...read('docs/configuration.md').matchAll(/^\| (.+?) \| .+ \| ?(.*?) ?\|$/gm)];
  const wrong = Object.entries(SETTINGS).flatMap(([name, schema]) => {
    const { success, data } = (schema as z.ZodType).safeParse(undefined);
    if (!success || data === undefined) return [];
    const told = rows.find(([, names = '']) => names.includes(`\`${name}\``))?.[2] ?? '';
    const expected = IN_WORDS[name] ?? (data === null ? 'none' : typeof data === 'string' ? data : JSON.stringify(data));
    return name === PROXY_GROUPS_VARIABLE || told.includes(expected) ? [] : [{ name, told, expected }];
  });
  expect(wrong).toEqual([]);
});

interface Form {
  readonly properties?: Readonly<Record<string, Form>>;
}

test('and every member of banyan.config.json, and no other', () => {
  const { properties = {} } = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Form;
  const section = read('docs/configuration.md').split(/^## /m)[0] ?? '';
  const rows = [...section.matchAll(/^\| (`[^|]+`) \| (.+?) \|/gm)].flatMap(([, names = '', meaning = '']) => [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => ({ name, meaning })));
  // A member is a row of its own, or each of its own members is one, or the row names these.
  const told = Object.entries(properties).filter(([name]) => name !== '$schema').flatMap(([name, { properties: inner = {} }]) => {
    const row = rows.find((each) => each.name === name);
    if (row) return Object.keys(inner).filter((each) => !row.meaning.includes(each)).map((each) => `${name}.${each}`);
    const missing = Object.keys(inner).map((each) => `${name}.${each}`).filter((each) => !rows.some((row) => row.name === each));
    return Object.keys(inner).length > 0 ? missing : [name];
  });
  expect(told).toEqual([]);
  const unknown = rows.filter(({ name }) => {
    const [outer = '', inner] = name.split('.');
    return !(outer in properties) || (inner !== undefined && !(inner in (properties[outer]?.properties ?? {})));
  });
  expect(rows.length).toBeGreaterThan(15);
  expect(unknown).toEqual([]);
});

test('every page the remedies send people to is there', () => {
  const pages = [...read('domain/errors.ts').matchAll(/docs\/[a-z-]+\.md/g)].map(([page]) => page);
  expect(pages.length).toBeGreaterThan(2);
  const there = filesBelow('docs', '.md');
  expect(pages.filter((page) => !there.includes(page))).toEqual([]);
});
