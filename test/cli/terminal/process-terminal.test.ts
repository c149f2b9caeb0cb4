import { PassThrough } from 'node:stream';
import { beforeEach, expect, test } from '@jest/globals';
import { askOnTerminal } from '../../../cli/terminal/process-terminal.ts';

let keys: PassThrough;
let interrupt: AbortController;
let asking: Promise<string>;
beforeEach(() => {
  keys = new PassThrough();
  interrupt = new AbortController();
  asking = askOnTerminal({ stdin: keys, stderr: Object.assign(new PassThrough(), { isTTY: true }) } as never, 'Where? ', interrupt);
});

test('a line is the answer', async () => {
  keys.write('here\r');
  expect(await asking).toBe('here');
});

test('Ctrl-D answers nothing', async () => {
  keys.write('\u0004');
  expect(await asking).toBe('');
});

test('Ctrl-C interrupts', async () => {
  keys.write('\u0003');
  await expect(asking).rejects.toThrow();
  expect(interrupt.signal.aborted).toBe(true);
});
