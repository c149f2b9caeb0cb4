import { open, readdir } from 'node:fs/promises';
import type { Usage } from './runtime.ts';

/** One process, as `/proc/<pid>/stat` tells. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** The kernel's clock ticks a second and the size of its pages on every Linux in use for this. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/** All processes of this machine; none where it has no `/proc`. */
export async function readProcessTable(): Promise<readonly ProcessRow[]> {
  const names = await readdir('/proc').catch(() => []);
  const rows = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map((name) => readStat(`/proc/${name}/stat`).then(parseStat, () => undefined)));
  return rows.filter((row) => row !== undefined);
}

/** A line is shorter than this. `readFile` would take 64 KiB for each, for such a file does not say how long it is. */
const LINE_BYTES = 1_024;

async function readStat(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(LINE_BYTES), 0, LINE_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** One line of `stat`; the program's name, second and in parentheses, may hold blanks and parentheses. */
export function parseStat(stat: string): ProcessRow {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  const field = (number: number) => fields[number - 3] ?? 0;
  return { pid: Number.parseInt(stat, 10), parent: field(4), session: field(6), cpuSeconds: (field(14) + field(15)) / TICKS_PER_SECOND, memoryBytes: field(24) * PAGE_BYTES };
}

/** What a container uses: its first process, the descendants of that, and those of its session whose parent has ended. CPU time of children that ended is not in it. */
export function usageOf(table: readonly ProcessRow[], root: number): Usage | undefined {
  const members = new Set(table.filter(({ pid, session }) => pid === root || session === root).map(({ pid }) => pid));
  if (!members.has(root)) return undefined;
  for (let before = 0; before < members.size; ) {
    before = members.size;
    for (const { pid, parent } of table) if (members.has(parent)) members.add(pid);
  }
  const rows = table.filter(({ pid }) => members.has(pid));
  return { cpuSeconds: rows.reduce((sum, row) => sum + row.cpuSeconds, 0), memoryBytes: rows.reduce((sum, row) => sum + row.memoryBytes, 0) };
}
