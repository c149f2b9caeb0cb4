/** What becomes of one call. */
export const FAULTS = ['crash before', 'crash after', 'answer lost', 'throttle', '5xx', 'slow'] as const;
export type Fault = (typeof FAULTS)[number];

/** Counts, by kind of call and fault, how often it came out as if nothing had happened. */
export interface Tally {
  /** `where` tells this call from others of its kind. */
  count(call: string, fault: Fault, converged: boolean, where: string): void;
  readonly failures: readonly string[];
  /** How many faults there were. */
  readonly total: () => number;
  /** A line for each kind of call, `converged/of` for each fault. */
  lines(): readonly string[];
}

export function createTally(): Tally {
  const cells = new Map<string, Record<Fault, { converged: number; of: number }>>();
  const failures: string[] = [];
  const all = () => [...cells.values()].flatMap((row) => Object.values(row));
  return {
    failures,
    total: () => all().reduce((sum, { of }) => sum + of, 0),
    count(call, fault, converged, where) {
      const row = cells.get(call) ?? (Object.fromEntries(FAULTS.map((each) => [each, { converged: 0, of: 0 }])) as Record<Fault, { converged: number; of: number }>);
      cells.set(call, row);
      row[fault].of += 1;
      if (converged) row[fault].converged += 1;
      else failures.push(`${fault} at ${call}, ${where}`);
    },
    lines() {
      const width = Math.max(4, ...[...cells.keys()].map(({ length }) => length));
      const line = (name: string, texts: readonly string[]): string => [name.padEnd(width), ...texts.map((text) => text.padStart(13))].join(' ');
      const rows = [...cells].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([call, row]) => line(call, FAULTS.map((fault) => `${row[fault].converged}/${row[fault].of}`)));
      const sums = FAULTS.map((fault) => [...cells.values()].reduce((sum, row) => ({ converged: sum.converged + row[fault].converged, of: sum.of + row[fault].of }), { converged: 0, of: 0 }));
      return [line('call', FAULTS), ...rows, line('all', sums.map(({ converged, of }) => `${converged}/${of}`))];
    },
  };
}
