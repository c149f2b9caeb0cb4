import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';
import { filesBelow, read, ROOT } from '../support/source-files.ts';

const PAGES = [...filesBelow('docs', '.md'), ...filesBelow('examples', '.md'), 'README.md', 'CONTEXT.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];

/** A page without what is code. */
const prose = (page: string): string => read(page).replaceAll(/^```[^]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ' '));

/** What GitHub names a heading. */
const anchorOf = (heading: string): string => heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replaceAll(/[^\p{L}\p{N}\- _]/gu, '').trim().replaceAll(' ', '-');

function anchorsOf(page: string): readonly string[] {
  return [...read(page).replaceAll(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

const links = PAGES.flatMap((page) => [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => ({ page, link }))).filter(({ link }) => !/^[a-z]+:/.test(link));

test('every link of a page leads to a file that is there, and to a heading that it has', () => {
  expect(links.length).toBeGreaterThan(100);
  const broken = links.filter(({ page, link }) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(decodeURIComponent(anchor));
  });
  expect(broken).toEqual([]);
});

test('every page is in the index', () => {
  const listed = new Set(links.filter(({ page }) => page === 'docs/README.md').map(({ link }) => `docs/${link.split('#')[0]}`));
  expect(filesBelow('docs', '.md').filter((page) => page !== 'docs/README.md' && !listed.has(page))).toEqual([]);
});
