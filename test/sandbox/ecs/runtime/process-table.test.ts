import { expect, test } from '@jest/globals';
import { parseStat, readProcessTable, usageOf, type ProcessRow } from '../../../../sandbox/ecs/runtime/process-table.ts';

const row = (pid: number, parent: number, session: number): ProcessRow => ({ pid, parent, session, cpuSeconds: 1, memoryBytes: 10 });

test('a line of stat is read though the program’s name has blanks and parentheses', () => {
  const stat = '4711 (a) b (c) S 12 4711 4700 0 -1 4194560 900 0 0 0 150 50 7 9 20 0 11 0 12345 987654321 2500 18446744073709551615 1 1 0';
  expect(parseStat(stat)).toEqual({ pid: 4711, parent: 12, session: 4700, cpuSeconds: 2, memoryBytes: 2500 * 4096 });
});

test('a container is its first process, all that descends from it, and what stayed in its session', () => {
  const table = [row(1, 0, 1), row(10, 1, 10), row(30, 20, 30), row(20, 10, 20), row(40, 1, 10), row(50, 1, 50), row(51, 50, 50)];
  expect(usageOf(table, 10)).toEqual({ cpuSeconds: 4, memoryBytes: 40 });
  expect(usageOf(table, 50)).toEqual({ cpuSeconds: 2, memoryBytes: 20 });
});

test('one whose first process is gone uses nothing, though others of its session stay', () => {
  expect(usageOf([row(40, 1, 10)], 10)).toBeUndefined();
  expect(usageOf([row(2, 0, 0)], 0)).toBeUndefined();
});

test('this process is in the machine’s table', async () => {
  const table = await readProcessTable();
  expect(table.find(({ pid }) => pid === process.pid)?.parent).toBe(process.platform === 'linux' ? process.ppid : undefined);
});
