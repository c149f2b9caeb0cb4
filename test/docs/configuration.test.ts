import { expect, test } from '@jest/globals';
import { PROXY_GROUPS_VARIABLE } from '../../domain/proxy-groups.ts';
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

test('every page the remedies send people to is there', () => {
  const pages = [...read('domain/errors.ts').matchAll(/docs\/[a-z-]+\.md/g)].map(([page]) => page);
  expect(pages.length).toBeGreaterThan(2);
  const there = filesBelow('docs', '.md');
  expect(pages.filter((page) => !there.includes(page))).toEqual([]);
});
