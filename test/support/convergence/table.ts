import type { Asked } from './callers.ts';

/** What becomes of one call. */
export const FAULTS = ['crash before', 'crash after', 'answer lost', 'throttle', '5xx', 'slow'] as const;
export type Fault = (typeof FAULTS)[number];

/** What came of one fault; `asked` is what callers asked for meanwhile, and did not get, where there are callers. */
export interface Outcome {
  readonly converged: boolean;
  readonly asked?: Asked;
}

/** Counts, by kind of call and fault, how often it came out as if nothing had happened, and what callers saw of it. */
export interface Tally {
  /** `where` tells this call from others of its kind. */
  count(call: string, fault: Fault, outcome: Outcome, where: string): void;
  readonly failures: readonly string[];
  /** How many faults there were. */
  readonly total: () => number;
  /** A line for each kind of call, `converged/of` for each fault, and the callers' requests with those that failed. */
  lines(): readonly string[];
}

type Cells = Record<Fault, { converged: number; of: number }>;

/** One kind of call. */
interface Row {
  readonly cells: Cells;
  requests: number;
  failed: number;
}

export function createTally(): Tally {
  const rows = new Map<string, Row>();
  const failures: string[] = [];
  return {
    failures,
    total: () => [...rows.values()].flatMap(({ cells }) => Object.values(cells)).reduce((sum, { of }) => sum + of, 0),
    count(call, fault, { converged, asked = { requests: 0, failed: [] } }, where) {
      const row = rows.get(call) ?? emptyRow();
      rows.set(call, row);
      row.cells[fault].of += 1;
      row.requests += asked.requests;
      row.failed += asked.failed.length;
      if (converged) row.cells[fault].converged += 1;
      else failures.push(`${fault} at ${call}, ${where}`);
      if (asked.failed.length > 0) failures.push(`${asked.failed.length} requests failed: ${fault} at ${call}, ${where}: ${asked.failed[0]}`);
    },
    lines() {
      const width = Math.max(4, ...[...rows.keys()].map(({ length }) => length));
      const line = (name: string, texts: readonly string[]): string => [name.padEnd(width), ...texts.map((text) => text.padStart(13))].join(' ');
      const rowLine = (name: string, { cells, requests, failed }: Row): string => line(name, [...FAULTS.map((fault) => `${cells[fault].converged}/${cells[fault].of}`), String(requests), String(failed)]);
      const inOrder = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1));
      return [line('call', [...FAULTS, 'requests', 'failed']), ...inOrder.map(([call, row]) => rowLine(call, row)), rowLine('all', sumOf([...rows.values()]))];
    },
  };
}

function emptyRow(): Row {
  return { cells: Object.fromEntries(FAULTS.map((fault) => [fault, { converged: 0, of: 0 }])) as Cells, requests: 0, failed: 0 };
}

function sumOf(rows: readonly Row[]): Row {
  const sum = emptyRow();
  for (const { cells, requests, failed } of rows) {
    for (const fault of FAULTS) {
      sum.cells[fault].converged += cells[fault].converged;
      sum.cells[fault].of += cells[fault].of;
    }
    sum.requests += requests;
    sum.failed += failed;
  }
  return sum;
}
