import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { DESKTOP, launchBrowser, noBrowser, openPage, PHONE, type WatchedPage } from '../support/browser.ts';
import { migrationNamed, startFakeDashboard, TOKEN, type FakeDashboard } from '../support/fake-dashboard.ts';
import { startScene } from '../support/scene.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const inBrowser = noBrowser === undefined ? describe : describe.skip;

/** What axe-core, put in by the debugger and not by the page, finds against it; by all of its rules, or by those that are named. */
async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const options = JSON.stringify({ resultTypes: ['violations'], preload: false, ...(rules && { runOnly: rules }) });
  const found = await page.evaluate<{ id: string; nodes: { html: string; failureSummary: string }[] }[]>(`axe.run(${options}).then(({ violations }) => violations)`);
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary}`));
}

inBrowser(`the page in a browser${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  let browser: Browser;
  let scene: FakeDashboard;
  /** One page goes from address to address: a new one takes a second. */
  let seen: WatchedPage;
  beforeAll(async () => {
    [browser, scene] = await Promise.all([launchBrowser(), startScene()]);
    seen = await openPage(browser, scene.url);
  });
  afterEach(() => expect(seen.complaints).toEqual([]));
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  });
  const at = async (path: string, page = seen.page) => {
    await page.goto(new URL(path, scene.url).href);
    await page.locator('h1').waitFor();
    return page;
  };

  test('tells of all groups where each stands, what holds it and what comes next, the urgent first', async () => {
    const page = await at('/');
    await page.getByText('7 route groups: 3 want somebody, 2 on the way, 1 done').waitFor();
    expect(await page.locator('.group h3').allTextContents()).toEqual(['orders', 'payments', 'reviews', 'catalog', 'accounts', 'search', 'shipping']);
    expect(await page.locator('.group', { hasText: 'payments' }).textContent()).toMatch(/weight 10 %.*Drifted.*cohort 90 %.*Next: weight 50 %/s);
    expect(await page.locator('.group', { hasText: 'orders' }).textContent()).toMatch(/Rolled back.*from cohort:10 by tester: prices look wrong/s);
    await page.getByText('live').waitFor();
    expect(seen.requests.filter((url) => !url.startsWith(scene.url))).toEqual([]);
  });

  test('one group has an address of its own, with everything that is known of it', async () => {
    const page = await at('/groups/catalog');
    await page.locator('split-plot canvas').nth(1).waitFor();
    const text = (await page.locator('main').textContent()) ?? '';
    for (const words of ['GET /api/products/*', 'weight 50 %', 'candidate, by weight', '3 of 4,210 requests', 'sure at 95 %', '214 of 10,532 answers (2.03 %) differ', 'moved from cohort:10 to weight:10', 'tester']) expect(text).toContain(words);
    await page.getByText('200 against 200').click();
    expect(await page.locator('.difference tbody tr').first().allInnerTexts()).toEqual([expect.stringMatching(/^\$\.items\[\]\.price value\s+19\.99\s+20\.00$/)]);
    expect(await page.locator('split-plot').first().getAttribute('aria-label')).toMatch(/^Measured, of late\. Now legacy 4\d\.\d %, candidate \d\.\d % by cohort and [45]\d\.\d % by weight\.$/);
    await page.getByText('As a table').first().click();
    // A second reading follows the first within seconds.
    await page.locator('figure').first().locator('tbody tr').nth(1).waitFor();
  });

  test('rows on their way are told with progress, rate, lag and what differs', async () => {
    const page = await at('/groups/accounts');
    const text = (await page.locator('section', { has: page.locator('progress') }).textContent()) ?? '';
    for (const words of ['rows copied of about 412,000', '128,000', '5,200', '54.6 s left', '14', '230 ms', 'of 96,000 rows compared differ', 'accounts 17', '#ab12cd34', '#99ee0011']) expect(text).toContain(words);
  });

  test('a roll-back has its three times', async () => {
    const page = await at('/groups/orders');
    expect(await page.locator('.roll-back dt').allInnerTexts()).toEqual(['flag flipped', 'rule acknowledged', expect.stringMatching(/^last request on the candidate/)]);
    expect(await page.locator('.roll-back dd').first().textContent()).toBe('290 ms');
  });

  // In the dark and on a phone only these can come to something else.
  test.each([['light', DESKTOP, undefined], ['dark', PHONE, ['color-contrast', 'target-size', 'scrollable-region-focusable']]] as const)('axe-core finds nothing against it, %s, and nothing of it is too wide', async (colorScheme, viewport, rules) => {
    const { page } = await openPage(browser, scene.url, { colorScheme, viewport, reducedMotion: 'reduce' });
    for (const path of ['/', '/groups/catalog', '/groups/orders', '/groups/accounts']) {
      await at(path, page);
      for (const details of await page.locator('.difference, figure details').all()) await details.evaluate((each) => each.setAttribute('open', ''));
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
      expect(await violations(page, rules)).toEqual([]);
    }
    await page.close();
  });

  test('says when it is not live, and goes on when the server is back', async () => {
    const page = await startFakeDashboard();
    const { page: seen } = await openPage(browser, page.url);
    await seen.getByText('1 route group').waitFor();
    await page.goAway();
    await seen.getByRole('alert').getByText('The server has not answered since').waitFor();
    expect(await seen.locator('.live').textContent()).toContain('not live');
    await page.moveTo('catalog', { kind: 'front', percent: 100 });
    await page.comeBack();
    await seen.getByText('The server was started anew').waitFor();
    expect(await seen.locator('.group .stop').textContent()).toBe('front');
    // What has changed is read out.
    expect(await seen.locator('#told').textContent()).toContain('catalog: Ready, now at front');
    await seen.close();
    await page.close();
  });

  test('by keyboard alone somebody logs in and rolls a group back, which is read out', async () => {
    const page = await startFakeDashboard();
    await page.moveTo('catalog', { kind: 'cohort', percent: 10 });
    await page.source.lookNow();
    const { page: seen, complaints } = await openPage(browser, page.url);
    const focused = () => seen.evaluate<string>("document.activeElement?.textContent?.trim() ?? ''");
    await seen.getByRole('button', { name: 'Roll back catalog' }).waitFor();
    for (let press = 0; press < 12 && (await focused()) !== 'Roll back catalog'; press++) await seen.keyboard.press('Tab');
    await seen.keyboard.press('Enter');
    expect(await violations(seen)).toEqual([]);
    await seen.keyboard.type('not the token');
    await seen.keyboard.press('Enter');
    await seen.getByText('That is not the token.').waitFor();
    await seen.keyboard.press('Escape');
    expect(await focused()).toBe('Roll back catalog');
    await seen.keyboard.press('Enter');
    await seen.keyboard.type(TOKEN);
    await seen.keyboard.press('Enter');
    await seen.getByText('Every caller is answered by legacy again').waitFor();
    await seen.keyboard.type('prices look wrong');
    await seen.keyboard.press('Tab');
    await seen.keyboard.type('Ada');
    await seen.keyboard.press('Enter');
    await seen.locator('.said').getByText('catalog is back on legacy (was at cohort:10)').waitFor();
    await seen.locator('.group', { hasText: 'Rolled back' }).waitFor();
    expect(await seen.locator('#told').textContent()).toContain('catalog: Rolled back, now at deploy');
    expect((await page.world.ports.journal.read('0001-catalog')).findLast(({ kind }) => kind === 'moved')).toMatchObject({ how: 'roll-back', who: 'Ada (page of tester)', why: 'prices look wrong' });
    expect(complaints.filter((each) => !each.includes('401'))).toEqual([]);
    await seen.close();
    await page.close();
  });

  test('the address that is printed once logs in, and the token does not stay in it', async () => {
    const page = await startFakeDashboard();
    const { page: seen } = await openPage(browser, `${page.url}#token=${TOKEN}`);
    await seen.getByRole('button', { name: 'Log out' }).waitFor();
    expect(seen.url()).toBe(page.url);
    await seen.reload();
    await seen.getByRole('button', { name: 'Log out' }).waitFor();
    await seen.close();
    await page.close();
  });

  test('a hundred groups are shown, found and kept up to date', async () => {
    const page = await startFakeDashboard(Array.from({ length: 100 }, (_, n) => migrationNamed(`group-${n}`)));
    const { page: seen } = await openPage(browser, page.url);
    await seen.getByText('100 route groups').waitFor();
    expect(await seen.locator('.group').count()).toBe(100);
    const row = await seen.locator('.group').nth(50).elementHandle();
    await page.moveTo('group-7', { kind: 'front', percent: 100 });
    await seen.locator('.group', { hasText: 'Ready' }).waitFor();
    // Nothing is built anew where nothing has changed.
    expect(await row?.evaluate((each) => each.isConnected)).toBe(true);
    await seen.getByLabel('Find a route group').fill('group-99');
    await seen.locator('.group').nth(1).waitFor({ state: 'detached' });
    expect(await seen.locator('.group h3').allTextContents()).toEqual(['group-99']);
    await seen.close();
    await page.close();
  });
});
