import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPILED } from './inherited.ts';

const ROOT = join(import.meta.dirname, '../..');
export const MOVER_TOKEN = 'a token of the tests';

/** `banyan mover` as a process of its own. */
export interface MoverProcess {
  readonly url: string;
  readonly child: ChildProcess;
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** A directory with one migration whose data is `data`, the text of a call. */
export async function writeMigration(data: string): Promise<{ readonly directory: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'banyan-mover-'));
  await writeFile(
    join(directory, '0001-orders.migration.ts'),
    `import { backfill, cutover, data, defineMigration, ecsService, front, into, reverse, routeGroup, sync, table, verifyData } from '${ROOT}/index.ts';
export default defineMigration({
  group: routeGroup('orders', ['/api/orders', '/api/orders/*']),
  candidate: ecsService({ image: 'shop/orders:1', cpu: 256, memory: 512, port: 3000, health: '/healthz' }),
  data: ${data},
  steps: [front(), sync(), backfill(), verifyData(), cutover(), reverse({ soak: '7d' })],
});
`,
  );
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

export async function startMover(directory: string, environment: Readonly<Record<string, string>>): Promise<MoverProcess> {
  const child = spawn(process.execPath, [join(ROOT, 'bin/banyan.ts'), 'mover', '--migrations', directory, '--port', '0', '--json'], {
    env: { PATH: process.env['PATH'] ?? '', ...COMPILED, BANYAN_ADMIN_TOKEN: MOVER_TOKEN, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'exit');
  const first = await Promise.race([once(child.stdout, 'data'), ended.then(() => undefined)]);
  if (!first) throw new Error(said);
  return {
    url: (JSON.parse(String(first[0])) as { mover: string }).mover,
    child,
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
