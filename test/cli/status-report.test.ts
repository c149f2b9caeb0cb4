import { expect, test } from '@jest/globals';
import type { Io } from '../../cli/io.ts';
import { printStatus, type MigrationStatus } from '../../cli/status-report.ts';

const status: MigrationStatus = {
  migration: '0001-catalog',
  group: 'catalog',
  stop: 'shadow',
  stops: ['start', 'shadow'],
  next: null,
  moved: null,
  world: {
    differs: [],
    gates: [
      { gate: 'parity', state: 'held', because: 'too early to tell', evidence: {} },
      { gate: 'soak', state: 'held', because: '2 m of 10 m', evidence: {} },
    ],
    differences: ['GET /a $.price: legacy 1, candidate 2, in 3 of 40 answers (7.5 %), seen 14:02 UTC'],
    served: null,
  },
};

test('the first differences stand beneath the gate that is about them', () => {
  const lines: string[] = [];
  printStatus({ out: (line: string) => void lines.push(line) } as unknown as Io, [status]);
  expect(lines.slice(1, 4)).toEqual(['  parity held: too early to tell', '    GET /a $.price: legacy 1, candidate 2, in 3 of 40 answers (7.5 %), seen 14:02 UTC', '  soak held: 2 m of 10 m']);
});
