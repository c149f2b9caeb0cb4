import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { until } from '../../../../support/until.ts';

/** A sandbox in small: starts a task and says its process id, then waits to be killed. */
const PARENT = `
import { openSync } from 'node:fs';
import { createReaper } from ${JSON.stringify(new URL('../../../../../sandbox/ecs/runtime/process/reaper.ts', import.meta.url).href)};
import { startProcess } from ${JSON.stringify(new URL('../../../../../sandbox/ecs/runtime/process/container-process.ts', import.meta.url).href)};
const reaper = createReaper();
const start = () => startProcess({ command: ['/bin/sleep', '600'], directory: '/', environment: {}, output: openSync('/dev/null', 'a'), reaper });
const [stopped, task] = [await start(), await start()];
await stopped.kill();
await stopped.exited;
console.log(task.pid);
`;

test('when the sandbox is killed its tasks are ended all the same', async () => {
  const parent = spawn(process.execPath, ['--input-type=module', '-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !isAlive(pid) || undefined);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
