import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runNode } from '../../support/run-node.ts';
import { startShopWorld } from '../../support/shop-world.ts';
import { ROOT } from '../../support/source-files.ts';

const BANYAN = join(ROOT, 'bin/banyan.ts');
const KILLS = 10;

let world: Awaited<ReturnType<typeof startShopWorld>>;
beforeAll(async () => {
  world = await startShopWorld({ load: 100 });
}, 60_000);
afterAll(() => world.close(), 30_000);

/** Starts `run` and kills it without warning; the moment is drawn from where its changes are, and said if the test fails. */
async function runAndKill(ms: number): Promise<void> {
  const child = spawn(process.execPath, [BANYAN, 'run', 'catalog', '--yes'], { cwd: world.directory, stdio: 'ignore' });
  const ended = once(child, 'exit');
  await Promise.race([sleep(ms), ended]);
  child.kill('SIGKILL');
  await ended;
}

test(`an engine killed ${KILLS} times at random moments goes on each time, to the same end, and no caller notices`, async () => {
  const moments = Array.from({ length: KILLS }, () => 500 + Math.round(Math.random() * 3_500));
  for (const ms of moments) await runAndKill(ms);
  const { status, out, err } = await runNode([BANYAN, 'run', 'catalog', '--yes', '--json'], { cwd: world.directory });
  expect({ moments, err, status }).toEqual({ moments, err: expect.any(String), status: 0 });
  expect(JSON.parse(out)).toMatchObject({ stop: 'retire', finished: true });

  const plan = await runNode([BANYAN, 'plan', 'catalog', '--json'], { cwd: world.directory });
  expect(JSON.parse(plan.out)).toMatchObject({ stop: 'retire', pending: [], next: null });
  const { failed, failures } = await world.loadAccount();
  expect({ moments, failures, failed }).toEqual({ moments, failures: [], failed: 0 });
}, 240_000);
