import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Migration } from '../../../domain/migration.ts';
import { approval, cohort, defineMigration, front } from '../../../index.ts';
import { migrationPage } from '../../../dashboard/report/migration-page.ts';
import { storyOf } from '../../../dashboard/report/story.ts';
import { parseDefinition } from '../../../migrations/files/parse-definition.ts';
import { report } from '../../shadow/report/example.ts';
import { exampleDefinition, exampleMigration } from '../../support/example-migration.ts';
import { DESKTOP, launchBrowser, noBrowser, openPage, PHONE, type WatchedPage } from '../support/browser.ts';
import { until } from '../../support/until.ts';
import { migrationNamed, startFakeDashboard, TOKEN, type FakeDashboard } from '../support/fake-dashboard.ts';
import { startScene } from '../support/scene.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const inBrowser = noBrowser === undefined ? describe : describe.skip;

/** What axe-core, put in by the debugger and not by the page, finds against what stands in a part of it; by all of its rules, or by those that are named. */
async function violations(page: Page, part = 'html', rules?: readonly string[]): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(AXE);
  const options = JSON.stringify({ resultTypes: ['violations'], preload: false, ...(rules && { runOnly: rules }) });
  const found = await page.evaluate<{ id: string; nodes: { html: string; failureSummary: string }[] }[]>(`axe.run(${JSON.stringify(part)}, ${options}).then(({ violations }) => violations)`);
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary}`));
}

/** In light and on a desk all rules are asked; in the dark and on a phone, those that can come to something else there. What other tests look at need not be looked at again: it takes a second. */
async function expectNothingAgainst(page: Page, part?: string): Promise<void> {
  await page.locator('.difference, figure details').evaluateAll((all) => all.forEach((each) => each.setAttribute('open', '')));
  expect(await violations(page, part)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(DESKTOP.width);
  try {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize(PHONE);
    expect(await violations(page, part, ['color-contrast', 'target-size', 'scrollable-region-focusable'])).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
  } finally {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(DESKTOP);
  }
}

inBrowser(`the page in a browser${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`, () => {
  let browser: Browser;
  let scene: FakeDashboard;
  /** One page goes from address to address: a new one takes a second. */
  let seen: WatchedPage;
  let page: Page;
  let served: FakeDashboard | undefined;
  beforeAll(async () => {
    [browser, scene] = await Promise.all([launchBrowser(), startScene()]);
    seen = await openPage(browser, scene.url, { reducedMotion: 'reduce' });
    ({ page } = seen);
  });
  afterEach(async () => {
    const complaints = seen.complaints.splice(0);
    if (served) await page.goto('about:blank');
    await served?.close();
    served = undefined;
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  });
  const at = async (path: string) => {
    await page.goto(new URL(path, (served ?? scene).url).href);
    await page.locator('h1').waitFor();
  };
  /** An engine of its own, for a test that changes something; nobody is logged in. */
  const serve = async (migrations?: readonly Migration[]) => {
    await page.context().clearCookies();
    served = await startFakeDashboard(migrations);
    return served;
  };

  test('tells of all groups where each stands, what holds it and what comes next, the urgent first', async () => {
    await at('/');
    await page.getByText('7 route groups: 3 need somebody, 2 on the way, 1 done, 1 not begun').waitFor();
    expect(await page.locator('.group h3').allTextContents()).toEqual(['orders', 'payments', 'reviews', 'catalog', 'accounts', 'search', 'shipping']);
    expect(await page.locator('.group', { hasText: 'payments' }).textContent()).toMatch(/weight 10 %.*Drifted.*cohort 90 %.*Next: weight 50 %/s);
    expect(await page.locator('.group', { hasText: 'orders' }).textContent()).toMatch(/Rolled back.*from cohort 10 % by tester: prices look wrong/s);
    await page.getByText('live').waitFor();
    await expectNothingAgainst(page);
  });

  test('one group has an address of its own, with everything that is known of it', async () => {
    await at('/groups/catalog');
    await page.locator('split-plot canvas').nth(1).waitFor();
    const text = (await page.locator('main').textContent()) ?? '';
    for (const words of ['GET /api/products/*', 'weight 50 %', 'candidate, by weight', '3 of 4,210 requests', 'sure at 95 %', '214 of 10,532 answers (2.03 %) differ', 'moved from cohort 10 % to weight 10 %', 'tester']) expect(text).toContain(words);
    expect(await page.locator('.stops li').allTextContents()).toEqual(expect.arrayContaining(['cohort 10 %, done', 'weight 50 %, here', 'retire, ahead']));
    const gates = (await page.locator('section', { has: page.getByRole('heading', { name: 'Gates' }) }).textContent()) ?? '';
    for (const words of ['held error-rate', 'candidate errors3', 'confidence0.95', 'held soak', 'open target-health']) expect(gates).toContain(words);
    expect(await page.getByRole('meter').evaluateAll((all) => all.map((each) => [each.ariaLabel, each.ariaValueText, each.ariaValueNow]))).toEqual([['soak', '4.2 m of 10 m', '42'], ['error-rate', 'odds of 7.6:1, 20:1 asked', '68']]);
    await page.getByText('200 against 200').click();
    expect(await page.locator('.difference tbody tr').first().allInnerTexts()).toEqual([expect.stringMatching(/^\$\.items\[\]\.price value\s+19\.99\s+20\.00$/)]);
    expect(await page.locator('split-plot').first().getAttribute('aria-label')).toMatch(/^Measured, of late\. Now legacy 4\d\.\d %, candidate \d\.\d % by cohort and [45]\d\.\d % by weight\.$/);
    await page.getByText('As a table').first().click();
    // A second reading follows the first within seconds.
    await page.locator('figure').first().locator('tbody tr').nth(1).waitFor();
    await expectNothingAgainst(page);
  });

  test('a stream that may have died while the machine slept is opened anew', async () => {
    const context = await browser.newContext();
    await context.clock.install();
    const asleep = await context.newPage();
    const streams: string[] = [];
    asleep.on('request', (request) => request.url().includes('/api/stream') && streams.push(request.url()));
    await asleep.goto(new URL('/groups/payments', scene.url).href);
    await asleep.getByText('live').waitFor();
    await context.clock.fastForward('01:00:00');
    await until(async () => streams.length === 2 || undefined);
    await asleep.getByText('live').waitFor();
    await context.close();
  });

  test('what drifted is named', async () => {
    await at('/groups/payments');
    expect(await page.locator('section', { hasText: 'The world changed though nobody moved.' }).textContent()).toContain('flags: on, cohort 90 %');
  });

  test('rows on their way are told with progress, rate, lag and what differs', async () => {
    await at('/groups/accounts');
    const text = (await page.locator('section', { has: page.locator('progress') }).textContent()) ?? '';
    for (const words of ['legacy owns the writes', 'rows copied of about 412,000', '128,000', '5,200', '54.6 s left', '14', '230 ms', 'of 96,000 rows compared differ', 'accounts 17', '#ab12cd34', '#99ee0011']) expect(text).toContain(words);
    await expectNothingAgainst(page, 'section:has(progress)');
  });

  test('a roll-back has its three times', async () => {
    await at('/groups/orders');
    expect(await page.locator('.roll-back dt').allInnerTexts()).toEqual(['flag flipped', 'rule acknowledged', 'last request on the candidate']);
    expect(await page.locator('.roll-back dd').first().textContent()).toBe('290 ms');
    await expectNothingAgainst(page, 'section:has(.roll-back)');
  });

  test('the report of a migration is as good to read', async () => {
    await page.goto('about:blank');
    await page.setContent(migrationPage(report(), storyOf(exampleMigration, await scene.world.ports.journal.read('0001-orders'))));
    await page.getByText('prices look wrong').first().waitFor();
    await expectNothingAgainst(page);
  });

  test('asks for nothing but what its own server has', () => {
    expect(seen.requests.length).toBeGreaterThan(20);
    expect(seen.requests.filter((url) => !url.startsWith(scene.url))).toEqual([]);
  });

  test('says when it is not live, and goes on when the server is back', async () => {
    const dashboard = await serve();
    await at('/');
    await page.getByText('1 route group').waitFor();
    await dashboard.goAway();
    await page.getByRole('alert').getByText('The server has not answered since').waitFor();
    expect(await page.locator('.live').textContent()).toContain('not live');
    await dashboard.moveTo('catalog', { kind: 'front', percent: 100 });
    await dashboard.comeBack();
    await page.getByText('The server was started anew').waitFor();
    expect(await violations(page, 'html', ['region'])).toEqual([]);
    expect(await page.locator('.group .stop').textContent()).toBe('front');
    // What has changed is read out.
    expect(await page.locator('#told').textContent()).toContain('catalog: Ready, now at front');
    // A browser says itself that it could not connect.
    expect(seen.complaints.splice(0).filter((each) => !each.includes('net::ERR_'))).toEqual([]);
  });

  test('by keyboard alone somebody logs in, approves and rolls a group back, which is read out', async () => {
    const { steps } = parseDefinition('0001-catalog', '', defineMigration({ ...exampleDefinition, steps: [front(), cohort({ percents: [10, 20], gates: [approval()] })] }));
    const dashboard = await serve([migrationNamed('catalog', { steps })]);
    await dashboard.moveTo('catalog', { kind: 'cohort', percent: 10 });
    dashboard.setGates('catalog', { approval: { state: 'held', because: 'nobody has looked yet' } });
    await dashboard.source.lookNow();
    await at('/');
    const focused = () => page.evaluate<string>("document.activeElement?.textContent?.trim() ?? ''");
    const pressTabTo = async (button: string) => {
      await page.getByRole('button', { name: button }).waitFor();
      for (let press = 0; press < 12 && (await focused()) !== button; press++) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
    };
    await pressTabTo('Approve catalog');
    expect(await violations(page, 'dialog')).toEqual([]);
    await page.keyboard.type('not the token');
    await page.keyboard.press('Enter');
    await page.getByText('That is not the token.').waitFor();
    expect(seen.complaints.splice(0)).toEqual([expect.stringContaining('401')]);
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('Approve catalog');
    await page.keyboard.press('Enter');
    await page.keyboard.type(TOKEN);
    await page.keyboard.press('Enter');
    await page.getByText('It may leave this stop').waitFor();
    await page.keyboard.type('prices agree');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Ada');
    await page.keyboard.press('Enter');
    await page.locator('.said').getByText('catalog may leave cohort 10 %').waitFor();
    expect(await violations(page, 'html', ['region'])).toEqual([]);
    await pressTabTo('Roll back catalog');
    await page.getByText('Every caller is answered by legacy again').waitFor();
    await page.keyboard.type('prices look wrong');
    await page.keyboard.press('Tab');
    // The name is still there.
    await page.keyboard.press('Enter');
    await page.locator('.said').getByText('catalog is back on legacy (was at cohort 10 %)').waitFor();
    await page.locator('.group', { hasText: 'Rolled back' }).waitFor();
    expect(await page.locator('#told').textContent()).toContain('catalog: Rolled back, now at deploy');
    const entries = await dashboard.world.ports.journal.read('0001-catalog');
    expect(entries.find(({ kind }) => kind === 'approved')).toMatchObject({ who: 'Ada (page of tester)', why: 'prices agree' });
    expect(entries.findLast(({ kind }) => kind === 'moved')).toMatchObject({ how: 'roll-back', who: 'Ada (page of tester)', why: 'prices look wrong' });
  });

  test('the address that is printed once logs in, and the token does not stay in it', async () => {
    const { url } = await serve();
    await at(`#token=${TOKEN}`);
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    expect(page.url()).toBe(url);
    await page.reload();
    await page.getByRole('button', { name: 'Log out' }).waitFor();
  });

  test('sixty groups are shown, found and kept up to date', async () => {
    const dashboard = await serve(Array.from({ length: 60 }, (_, n) => migrationNamed(`group-${n}`)));
    await at('/');
    await page.getByText('60 route groups').waitFor();
    expect(await page.locator('.group').count()).toBe(60);
    const row = await page.locator('.group').nth(30).elementHandle();
    await dashboard.moveTo('group-7', { kind: 'front', percent: 100 });
    await page.locator('.group', { hasText: 'Ready' }).waitFor();
    // Nothing is built anew where nothing has changed.
    expect(await row?.evaluate((each) => each.isConnected)).toBe(true);
    await page.getByLabel('Find a route group').fill('group-59');
    await page.locator('.group').nth(1).waitFor({ state: 'detached' });
    expect(await page.locator('.group h3').allTextContents()).toEqual(['group-59']);
  });
});
