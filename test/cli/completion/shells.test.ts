import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from '../../../cli/completion/scripts.ts';
import { exampleDefinition } from '../../support/example-migration.ts';
import { ROOT } from '../../support/source-files.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-shells-'));
  await writeFile(join(directory, '0001-catalog.migration.mjs'), `export default ${JSON.stringify(exampleDefinition)};`);
  await writeFile(
    join(directory, 'banyan.config.json'),
    JSON.stringify({
      aws: { region: 'r', listener: 'arn:aws:elasticloadbalancing:r:123456789012:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2', cluster: 'shop', network: { subnets: ['s'] } },
      proxy: { service: 'p', targetGroup: 'p', discovery: 'p', reportPort: 1 },
      namespace: 'n',
      unleash: { url: 'http://127.0.0.1:1' },
      migrations: '.',
    }),
  );
  await writeFile(join(directory, 'banyan'), `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'bin/banyan.ts')}' "$@"\n`);
  await chmod(join(directory, 'banyan'), 0o755);
  for (const shell of SHELLS) await writeFile(join(directory, `completion.${shell}`), COMPLETION_SCRIPTS[shell]);
});
afterAll(() => rm(directory, { recursive: true }));

/** What each shell is told to complete a line as if Tab had been pressed at its end, one candidate a line. */
const PRESS_TAB: Readonly<Record<Shell, (line: string) => string[]>> = {
  bash: (line) => ['--norc', '-c', `source ./completion.bash; COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; _banyan banyan; printf '%s\\n' "\${COMPREPLY[@]}"`],
  // compadd works only within a completion widget: here it says what it was given.
  zsh: (line) => ['-f', '-c', `compdef() { : }; compadd() { print -l -- $found }; _files() { : }; source ./completion.zsh; words=(\${(s: :)\${:-'${line}x'}}); words[-1]=\${words[-1]%x}; CURRENT=$#words; _banyan`],
  fish: (line) => ['--no-config', '-c', `source ./completion.fish; complete -C '${line}'`],
};

describe.each([...SHELLS])('%s', (shell) => {
  const isThere = spawnSync(shell, ['-c', 'exit 0']).status === 0;
  (isThere ? test : test.skip).each([
    ['banyan step ', ['catalog']],
    ['banyan rollback catalog --wh', ['--why']],
  ])('completes "%s"', (line, found) => {
    const { stdout, stderr } = spawnSync(shell, PRESS_TAB[shell](line), { cwd: directory, encoding: 'utf8', env: { PATH: `${directory}:${process.env['PATH']}`, HOME: directory, TERM: 'dumb' } });
    expect({ found: stdout.trim().split('\n'), stderr }).toEqual({ found, stderr: '' });
  });
});

test.each([
  // Bash has taken what stands before the last colon for a word of its own.
  ['bash', 'banyan run catalog --until weight:5', '50'],
])('%s completes stops after their colon', (shell, line, found) => {
  const { stdout } = spawnSync(shell, PRESS_TAB[shell as Shell](line), { cwd: directory, encoding: 'utf8', env: { PATH: `${directory}:${process.env['PATH']}`, HOME: directory } });
  expect(stdout.trim()).toBe(found);
});
