import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startBanyan, startFlagServer, type Banyan } from '../../bench/figures/proxy/banyan.ts';
import { startRegistry } from './start-registry.ts';
import { useRegistry, type Step } from './use-registry.ts';

let directory: string;
const parts: { stop(): Promise<void> }[] = [];
let proxy: Banyan;
let direct: readonly Step[];
let behind: readonly Step[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-real-app-'));
  const start = async <Part extends { stop(): Promise<void> }>(starting: Promise<Part>): Promise<Part> => {
    const part = await starting;
    parts.push(part);
    return part;
  };
  const [alone, legacy] = [await start(startRegistry(join(directory, 'alone'))), await start(startRegistry(join(directory, 'legacy')))];
  const flags = await start(startFlagServer(directory));
  // The registry is its own candidate: every copy is answered by the same data, and sent while its users go on.
  proxy = await start(startBanyan({ main: 'proxy/main.ts', directory, flags, legacy: legacy.url, candidate: legacy.url, patterns: ['/*'], shadowPercent: 100 }));
  direct = await useRegistry(alone.url, join(directory, 'direct-users'));
  behind = await useRegistry(proxy.url, join(directory, 'users-behind'));
});

afterAll(async () => {
  for (const part of parts.toReversed()) await part.stop();
  await rm(directory, { recursive: true, force: true });
});

test('without the proxy everything works that should, and nothing else', () => {
  const failed = direct.filter(({ status }) => status !== 0 && status !== 200 && status !== 201).map(({ step }) => step);
  expect(failed).toEqual(['npm publish ./greet', 'npm view nobody-wrote-this --json', 'npm view heavy --json']);
  expect(direct.at(-1)?.said).toMatch(/\/node_modules\/heavy\/data\.bin/);
});

test('behind the proxy every step comes to the same', () => {
  expect(behind).toEqual(direct);
});

test('it all went through the proxy, copies included', async () => {
  const { legacy, comparisons } = await proxy.report();
  console.log(`through the proxy: ${legacy.requests} requests; copies compared ${comparisons.compared}, differing ${comparisons.differing}, dropped ${JSON.stringify(comparisons.dropped)}`);
  expect(legacy.requests).toBeGreaterThan(20);
  expect(comparisons.compared).toBeGreaterThan(5);
});
