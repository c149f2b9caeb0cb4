import { describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onCleanup } from '../support/cleanup.ts';
import { until } from '../support/until.ts';

const OUTPUT = new URL('../../../proxy/observing/log-output.ts', import.meta.url).href;

/** Runs a program that writes to its standard output through a log output, and tells how it fares on standard error; or two of it, that share a pipe, which is read once a line came by descriptor 3. */
function run(program: string, { maxWaitingBytes = 100_000, isShared = false } = {}) {
  const code = `import { createLogOutput } from '${OUTPUT}'; const output = createLogOutput({ maxWaitingBytes: ${maxWaitingBytes}, isShared: ${isShared} }); const tell = (text) => process.stderr.write(text + '\\n'); ${program}`;
  const node = ['--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e', code];
  const [command, args] = isShared ? ['/bin/sh', ['-c', '("$0" "$@" & "$0" "$@" & wait) | (read _ <&3; dd bs=5000 status=none)', process.execPath, ...node]] as const : [process.execPath, node] as const;
  const child = spawn(command, args, { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: ['ignore', 'pipe', 'pipe', 'pipe'] }) as ChildProcessByStdio<null, Readable, Readable>;
  let told = '';
  child.stderr.on('data', (data) => (told += String(data)));
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  onCleanup(() => child.kill('SIGKILL'));
  return { child, told: () => told, exit };
}

/** Many lines, in turns with the event loop, which has to go on. */
const FLOOD = `{ let turns = 0; for (let i = 0; i < 200; i++) { for (let j = 0; j < 50; j++) output.write('x'.repeat(199) + '\\n'); await new Promise(setImmediate); turns++; } tell('turns ' + turns); }`;

describe('standard output', () => {
  test('that nobody reads: lines are dropped and counted, the loop goes on, and the process can be ended', async () => {
    const { child, told, exit } = run(`${FLOOD} tell('dropped ' + output.dropped); tell('in time ' + await output.end(50)); process.kill(process.pid, 'SIGKILL');`, { maxWaitingBytes: 1_000_000 });
    // Far more than a pipe and Node's own look ahead take.
    child.stdout.pause();
    expect(await exit).toEqual([null, 'SIGKILL']);
    expect(told()).toContain('turns 200');
    const dropped = Number(/dropped (\d+)/.exec(told())?.[1]);
    expect(dropped).toBeGreaterThan(3_000);
    expect(dropped).toBeLessThanOrEqual(5_000);
    expect(told()).toContain('in time false');
  });

  test('whose reader has gone: nothing is thrown, and what is written is counted as lost', async () => {
    const { child, told, exit } = run(`tell('begins'); process.on('uncaughtException', (error) => tell('uncaught ' + error)); await new Promise((go) => setTimeout(go, 100)); ${FLOOD} await new Promise((go) => setTimeout(go, 50)); ${FLOOD} tell('lost ' + (output.dropped >= 10_000)); tell('in time ' + await output.end(50)); process.exit(0);`);
    await until('it to begin', () => told().includes('begins'));
    child.stdout.destroy();
    expect(await exit).toEqual([0, null]);
    expect(told()).not.toContain('uncaught');
    expect(told()).toContain('lost true');
    expect(told()).toContain('in time true');
  });

  test('that is read gets every line whole, and the last ones at the end', async () => {
    const { child, told, exit } = run(`for (let i = 0; i < 400; i++) output.write(String(i).padEnd(199, '.') + '\\n'); tell('in time ' + await output.end(5_000)); output.write('too late\\n'); process.exit(0);`);
    let text = '';
    child.stdout.on('data', (data) => (text += String(data)));
    const ended = once(child.stdout, 'end');
    expect(await exit).toEqual([0, null]);
    await ended;
    const lines = text.split('\n').slice(0, -1);
    expect(lines.map((line) => Number.parseInt(line, 10))).toEqual(Array.from({ length: 400 }, (_, i) => i));
    expect(lines.every((line) => line.length === 199)).toBe(true);
    expect(told()).toContain('in time true');
  });

  test('that several processes write to, and that is read too slowly for them, gets the lines of each whole', async () => {
    const { child, told, exit } = run(`for (let i = 0; i < 8_000; i++) output.write(String(process.pid).padEnd(150 + i % 50, '.') + '\\n'); tell('begins'); await output.end(5_000); process.exit(0);`, { maxWaitingBytes: 2_000_000, isShared: true });
    await until('both to begin', () => told().split('begins').length === 3);
    (child.stdio[3] as Writable).end('read\n');
    let text = '';
    for await (const piece of child.stdout) text += String(piece);
    await exit;
    const lines = text.split('\n').slice(0, -1);
    expect(lines).toHaveLength(16_000);
    expect(lines.filter((line) => !/^\d+\.{100,}$/.test(line))).toEqual([]);
  });
});
