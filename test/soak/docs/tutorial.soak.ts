import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pageSteps, shownLines } from '../../support/page-steps.ts';
import { read } from '../../support/source-files.ts';
import { until } from '../../support/until.ts';
import { openEmptyFolder, type EmptyFolder } from './installed-folder.ts';
import { interrupt, openTerminal, shell } from './shell.ts';

let folder: EmptyFolder;
const terminals: ChildProcess[] = [];
beforeAll(async () => {
  folder = await openEmptyFolder();
}, 60_000);
afterAll(async () => {
  for (const each of terminals.toReversed()) await interrupt(each);
  await folder.remove();
}, 60_000);

/** Numbers, times and bars differ from one run to the next. */
const withoutNumbers = (text: string): string => text.replaceAll(/\d[\d.,:]*(?: (?:ms|s|m)\b)?/g, '#').replaceAll(/[█░]+/g, '#');

test('the tutorial, followed to the letter in an empty folder, ends each command as it says, and shows what they answer', async () => {
  const told: string[] = [];
  const steps = pageSteps(read('docs/tutorial.md'));
  expect(steps.filter(({ kind }) => kind === 'command').length).toBeGreaterThan(10);
  for (const step of steps) {
    if (step.kind === 'file') {
      await mkdir(dirname(join(folder.path, step.path)), { recursive: true });
      await writeFile(join(folder.path, step.path), step.text);
    } else if (step.kind === 'terminal') {
      terminals.push(openTerminal(step.line, folder.path, folder.environment));
      await until(() => existsSync(join(folder.path, '.banyan', 'sandbox.json')) || undefined, 60_000);
    } else {
      const { status, text } = await shell(step.line, folder.path, folder.environment);
      expect({ line: step.line, status, text }).toMatchObject({ status: step.status });
      told.push(text);
    }
  }
  const all = told.join('\n');
  const shown = shownLines(read('docs/tutorial.md'));
  expect(shown.length).toBeGreaterThan(10);
  expect(shown.filter((line) => !withoutNumbers(all).includes(withoutNumbers(line)))).toEqual([]);
}, 600_000);
