import { EventEmitter } from 'node:events';
import { beforeEach, expect, test } from '@jest/globals';
import { processOutput } from '../../../cli/terminal/process-output.ts';

let written: string;
let ended: number | undefined;
beforeEach(() => {
  written = '';
  ended = undefined;
});
const stream = (more: object) => Object.assign(new EventEmitter(), { write: (text: string) => void (written += text), ...more }) as never;
const open = (isTTY: boolean) => {
  const [stdout, stderr] = [stream({}), stream({ isTTY, columns: 20 })];
  return { stdout: stdout as EventEmitter, stderr: stderr as EventEmitter, ...processOutput({ stdout, stderr, exit: (status) => void (ended = status) }) };
};

test('progress stands in one line, cut to the terminal, and gives way to whatever is said', () => {
  const { progress, out, err } = open(true);
  progress?.('10 %, 4,096 requests, 2,048 a second');
  progress?.('two\nlines');
  out('said');
  err('and again');
  progress?.('');
  expect(written).toBe('\r\u001B[K10 %, 4,096 reques…\r\u001B[Ktwo\r\u001B[Ksaid\nand again\n');
});

test('where standard error is no terminal there is none', () => {
  expect(open(false).progress).toBeUndefined();
});

test.each([
  ['EPIPE', 0],
  ['ENOSPC', 1],
])('a reader who goes away (%s) ends it with %d', (code, status) => {
  const { stdout } = open(false);
  stdout.emit('error', Object.assign(new Error('gone'), { code }));
  expect(ended).toBe(status);
});

test('what is said on standard error is broken between words on a terminal, and left whole elsewhere', () => {
  open(true).err('HELD: catalog stays at shadow');
  open(false).err('HELD: catalog stays at shadow');
  expect(written).toBe('HELD: catalog stays\n  at shadow\nHELD: catalog stays at shadow\n');
});

test('that nobody hears standard error ends nothing', () => {
  open(false).stderr.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
  expect(ended).toBeUndefined();
});
