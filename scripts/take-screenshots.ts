// Takes the pictures of docs/images from a real run: the sandbox with the shop under load, its catalog on the way. `node scripts/with-setup.mjs scripts/take-screenshots.ts`
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { main } from '../cli/main.ts';
import { SHOP_MIGRATIONS, startWorld } from '../demo/world.ts';

const IMAGES = join(import.meta.dirname, '..', 'docs', 'images');
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];
/** At which the pictures are taken. */
const STOP = 'weight:50';

const directory = await mkdtemp(join(tmpdir(), 'banyan-pictures-'));
const world = await startWorld({ directory, load: 100, migrations: SHOP_MIGRATIONS, now: Date.now });
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ARGUMENTS });
const end = new AbortController();
const said: string[] = [];
const cli = (args: readonly string[], signal = new AbortController().signal) =>
  main(args, { out: (line) => said.push(line), err: (line) => process.stderr.write(`${line}\n`), directory, environment: process.env, isTerminal: false, signal, now: Date.now, sleep: (ms) => sleep(ms) });

try {
  await mkdir(IMAGES, { recursive: true });
  const serving = cli(['serve', '--run', '--port', '0', '--json'], end.signal);
  while (said.length === 0) await sleep(100);
  const { url } = JSON.parse(said[0] ?? '') as { url: string };
  // The page that stays open has the server look, so that the plot has no gap.
  const light = await open(`${url}groups/catalog`, 1_200, 900, 'light');
  // What is measured follows what is asked for by seconds.
  await light.locator('main', { hasText: new RegExp(`At ${STOP.replace(':', ' ')} %.*Now, as measured\\s*candidate, by weight(?:4|5)\\d\\.\\d %`, 's') }).waitFor({ timeout: 300_000 });
  await light.screenshot({ path: join(IMAGES, 'group-light.png') });
  await (await open(url, 1_200, 640, 'light')).screenshot({ path: join(IMAGES, 'overview-light.png') });
  await (await open(url, 1_200, 640, 'dark')).screenshot({ path: join(IMAGES, 'overview-dark.png') });
  await (await open(`${url}groups/catalog`, 360, 740, 'dark')).screenshot({ path: join(IMAGES, 'group-phone-dark.png') });
  await cli(['rollback', 'catalog', '--why', 'prices look wrong']);
  await sleep(3_000);
  await cli(['report', 'catalog', '--html', join(tmpdir(), 'banyan-report.html')]);
  const report = await open(`file://${join(tmpdir(), 'banyan-report.html')}`, 1_000, 900, 'light');
  await report.screenshot({ path: join(IMAGES, 'report.png') });
  await report.pdf({ path: join(tmpdir(), 'banyan-report.pdf'), preferCSSPageSize: true, printBackground: false });
  end.abort();
  await serving;
} finally {
  end.abort();
  await browser.close();
  await world.close();
  await rm(directory, { recursive: true, force: true });
}
process.stdout.write(execFileSync('ls', ['-l', IMAGES], { encoding: 'utf8' }));

async function open(url: string, width: number, height: number, colorScheme: 'light' | 'dark'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
  await page.goto(url);
  await page.locator('h1').waitFor();
  await sleep(1_500);
  return page;
}
