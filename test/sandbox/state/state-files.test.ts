import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openState } from '../../../sandbox/state/open-state.ts';
import { MANIFEST, openStateFiles, STATE_VERSION } from '../../../sandbox/state/state-files.ts';
import { until } from '../../support/until.ts';

const PARTS = { ecs: { clusters: ['shop'] }, elbv2: { rules: 3 } };
let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-state-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function saved(): Promise<void> {
  const files = openStateFiles(directory);
  await files.load();
  await files.save(PARTS);
}

const partFile = async (part: string): Promise<string> => join(directory, (await readdir(directory)).find((name) => name.startsWith(`${part}.`)) ?? '');
const load = () => openStateFiles(directory).load();
/** While somebody saves, a file may be replaced between the reading of the manifest and its own. */
const loadBusy = () => load().catch(() => undefined);
const edit = async (file: string, change: (text: string) => string): Promise<void> => writeFile(file, change(await readFile(file, 'utf8')));

describe('what was saved', () => {
  test('is there at the next start, one file for each part, for the owner only', async () => {
    expect(await load()).toBeUndefined();
    await saved();
    expect(await load()).toEqual(PARTS);
    expect((await readdir(directory)).toSorted()).toEqual(['ecs.1.json', 'elbv2.1.json', MANIFEST]);
    expect((await stat(await partFile('ecs'))).mode & 0o777).toBe(0o600);
  });

  test('is replaced by what is saved next, and files of parts that did not change stay', async () => {
    await saved();
    const files = openStateFiles(directory);
    await files.load();
    await files.save({ ...PARTS, ecs: { clusters: [] } });
    expect(await load()).toEqual({ ...PARTS, ecs: { clusters: [] } });
    expect((await readdir(directory)).toSorted()).toEqual(['ecs.2.json', 'elbv2.1.json', MANIFEST]);
  });

  test('stays whole where the machine fails in the middle of a save', async () => {
    await saved();
    const files = openStateFiles(directory);
    await files.load();
    // The second of two parts cannot be written.
    await symlink('/dev/full', join(directory, 'elbv2.2.json'));
    await expect(files.save({ ecs: { clusters: [] }, elbv2: { rules: 4 } })).rejects.toThrow('ENOSPC');
    expect(await load()).toEqual(PARTS);
  });
});

describe('the sandbox refuses, naming file and remedy, and changes nothing, where', () => {
  const refusals: readonly [string, () => Promise<void>, RegExp][] = [
    ['a part is truncated', async () => edit(await partFile('ecs'), (text) => text.slice(0, -5)), /ecs\.1\.json is missing, damaged, .* Restore/],
    ['a part is gone', async () => rm(await partFile('elbv2')), /elbv2\.1\.json is missing, damaged, .* Restore/],
    ['a part was edited', async () => edit(await partFile('elbv2'), (text) => text.replace('3', '4')), /elbv2\.1\.json/],
    ['the manifest is truncated', () => edit(join(directory, MANIFEST), (text) => text.slice(0, 40)), /sandbox-state\.json is missing, damaged, .* Restore/],
    ['the manifest is gone', () => rm(join(directory, MANIFEST)), /no sandbox-state\.json but other files .* restore the directory/],
    ['the manifest is somebody else’s', () => writeFile(join(directory, MANIFEST), '{"format":"terraform"}'), /sandbox-state\.json .* not the sandbox’s/],
    ['the manifest names a file elsewhere', () => edit(join(directory, MANIFEST), (text) => text.replace('ecs.1.json', '../ecs.1.json')), /sandbox-state\.json .* damaged/],
    ['a newer sandbox wrote it', () => edit(join(directory, MANIFEST), (text) => text.replace(`"version": ${STATE_VERSION}`, `"version": ${STATE_VERSION + 1}`)), /newer sandbox \(version \d+ .* reads \d+\)\. Use that Banyan/],
  ];
  test.each(refusals)('%s', async (_case, harm, message) => {
    await saved();
    await harm();
    const before = await contents();
    await expect(openState(directory)).rejects.toThrow(message);
    expect(await contents()).toEqual(before);
    // What refused it holds no lock.
    await expect(openState(directory)).rejects.toThrow(message);
  });

  test('the directory is of somebody’s own files', async () => {
    await writeFile(join(directory, 'thesis.tex'), '');
    await expect(openState(directory)).rejects.toThrow(/thesis\.tex.* Name an empty directory/);
  });

  test('the directory is a file', async () => {
    await writeFile(join(directory, 'file'), '');
    await expect(openState(join(directory, 'file'))).rejects.toThrow(/cannot be made: .* Name a directory/);
  });

  test('another sandbox uses the directory; once that has ended it can', async () => {
    const first = await openState(directory);
    await expect(openState(directory)).rejects.toThrow(/Another sandbox is running with the state in .* End it first/);
    first.release();
    (await openState(directory)).release();
  });
});

describe('while it runs', () => {
  test('what changed is saved soon, and what is left at the close', async () => {
    const state = await openState(directory);
    let count = 0;
    const kept = state.keep({ take: () => ({ ecs: { count } }), report: () => undefined });
    count = 1;
    kept.changed(false);
    await until(async () => ((await loadBusy())?.['ecs'] as { count?: number } | undefined)?.count === 1 || undefined);
    count = 2;
    await kept.close();
    state.release();
    expect(await load()).toEqual({ ecs: { count: 2 } });
  });

  test('what is large is saved when it is asked for, and at the close', async () => {
    const state = await openState(directory);
    let count = 0;
    const kept = state.keep({ take: (whole) => ({ ecs: { count }, ...(whole && { metrics: { count } }) }), report: () => undefined });
    const saved = (ecs: number) => until(async () => ((await loadBusy())?.['ecs'] as { count?: number } | undefined)?.count === ecs || undefined);
    count = 1;
    kept.changed(true);
    await saved(1);
    count = 2;
    kept.changed(false);
    await saved(2);
    expect(await loadBusy()).toEqual({ ecs: { count: 2 }, metrics: { count: 1 } });
    await kept.close();
    state.release();
    expect(await load()).toEqual({ ecs: { count: 2 }, metrics: { count: 2 } });
  });

  test('a full disk is told once, the sandbox goes on, and saves as soon as there is room', async () => {
    const state = await openState(directory);
    const reports: string[] = [];
    for (let generation = 1; generation < 4; generation += 1) await symlink('/dev/full', join(directory, `ecs.${generation}.json`));
    const kept = state.keep({ take: () => ({ ecs: 1 }), report: (message) => reports.push(message) });
    kept.changed(false);
    await until(() => reports.length > 0 || undefined);
    expect(reports).toEqual([expect.stringMatching(/could not be saved: ENOSPC.* goes on, and tries again/)]);
    // Each attempt takes a new file: the fourth finds room.
    await until(() => {
      kept.changed(false);
      return reports.length > 1 || undefined;
    });
    expect(reports).toEqual([expect.any(String), 'The state is saved again.']);
    await kept.close();
    state.release();
    expect(await load()).toEqual({ ecs: 1 });
  });
});

async function contents(): Promise<Record<string, string>> {
  const names = (await readdir(directory)).filter((name) => !name.startsWith('lock.sqlite'));
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')] as const)));
}
