import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadConfig } from '../../../cli/config/load-config.ts';
import { exampleConfig } from '../../support/example-config.ts';

let directory: string;
beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), 'banyan-config-'))));
afterAll(() => rm(directory, { recursive: true }));

test('a byte order mark, with which some editors begin a file, is none of its content', async () => {
  await writeFile(join(directory, 'banyan.config.json'), `\uFEFF${JSON.stringify(exampleConfig)}`);
  expect((await loadConfig(directory, undefined, {})).config.namespace).toBe(exampleConfig.namespace);
});
