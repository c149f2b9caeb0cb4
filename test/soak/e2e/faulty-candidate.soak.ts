import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DifferenceGroup } from '../../../domain/difference.ts';
import { allDifferences } from '../../../domain/merge-differences.ts';
import { openEngine } from '../../../cli/parts/open-engine.ts';
import { runCli } from '../../support/run-cli.ts';
import { startShopWorld } from '../../support/shop-world.ts';
import { ROOT } from '../../support/source-files.ts';

let world: Awaited<ReturnType<typeof startShopWorld>>;
beforeAll(async () => {
  world = await startShopWorld({ load: 100, images: { 'shop/catalog': { directory: join(ROOT, 'test/fixtures/catalog-with-rounding-fault') } } });
}, 60_000);
afterAll(() => world.close(), 30_000);

test('a candidate that rounds one price in fifty wrongly is found in shadow, taken back, and never seen by a caller', async () => {
  const { status, err } = await runCli(['run', 'catalog'], { directory: world.directory });
  expect(err).toContain('ROLLED_BACK: catalog is back on legacy (was at shadow): parity: ');
  expect(status).toBe(4);
  expect(err).toMatch(/^    GET \/api\/products\S* \$\S*[pP]rice\S*: legacy \S+, candidate \S+, in [\d,]+ of [\d,]+ answers? \([\d.]+ %\), (?:first seen .*|seen .*) UTC$/m);

  const io = { out: () => {}, err: () => {}, directory: world.directory, environment: {}, isTerminal: false, setStatus: () => {}, signal: new AbortController().signal, now: Date.now, sleep: () => Promise.resolve() };
  const { engine } = await openEngine(io, {});
  const { stats, loadBalancer, flags } = engine.ports;
  expect((await loadBalancer.observe(['catalog'])).rules.filter(({ role }) => role === 'group')).toEqual([]);
  expect(await flags.observe('catalog')).toMatchObject({ on: false });
  const evidence = await stats.since('catalog', { at: 0, proxies: {}, slowAboveMs: null });
  expect(evidence.candidate.requests).toBe(0);
  expect(evidence.direct.requests).toBe(0);

  const differences: readonly DifferenceGroup[] = allDifferences(evidence.differences).differences;
  const fields = new Set(differences.flatMap((group) => group.fields.map(({ path, kind }) => `${path} ${kind}`)));
  expect([...fields].filter((field) => !/price/i.test(field))).toEqual([]);
  expect(fields.size).toBeGreaterThan(0);

  const told = await runCli(['report', 'catalog', '--json', '--html', 'catalog.html'], { directory: world.directory });
  const report = JSON.parse(told.out) as { mismatches: { path: string; sentence: string }[]; history: { what: string }[] };
  expect(told.status).toBe(0);
  expect(report.mismatches.length).toBeGreaterThan(0);
  expect(report.mismatches.filter(({ path }) => !/price/i.test(path))).toEqual([]);
  expect(report.history.at(-1)?.what).toBe('rolled back from shadow to deploy');
  expect(await readFile(join(world.directory, 'catalog.html'), 'utf8')).toContain(report.mismatches[0]?.path);

  const { sent, failed, failures } = await world.loadAccount();
  expect(failures).toEqual([]);
  expect(failed).toBe(0);
  expect(sent).toBeGreaterThan(500);
}, 120_000);
