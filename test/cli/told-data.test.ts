import { expect, test } from '@jest/globals';
import type { Io } from '../../cli/io.ts';
import { paintLine } from '../../cli/terminal/lines.ts';
import { printPlan } from '../../cli/plan/plan-report.ts';
import { oneLines } from '../../cli/status/one-lines.ts';
import type { ObservedData } from '../../domain/data-movement.ts';
import { NOW, status, world } from './status/example-status.ts';

/** What status says of data. */
const said = (data: ObservedData) => oneLines({ ...status, world: { ...world, data } }, NOW, 200).map((line) => paintLine(line, Infinity, false)).filter((line) => line.startsWith('  data'));

const moving: ObservedData = {
  flow: 'forward',
  told: { flow: 'forward', backfill: true, verify: true },
  missing: [],
  problems: ['the store of legacy cannot be reached'],
  backfill: { copied: 250_000, total: 1_000_000, perSecond: 12_500, quarantined: 3, done: false },
  lag: { changes: 412, ms: 7_200 },
  verification: { checked: 90_000, differing: 2, samples: [], cost: { rows: 180_500, bytes: 12_582_912, ms: 3_200 }, lastPass: null },
  lastPause: null,
  ended: null,
};

test('data that moves is told with its owner, trouble, share, rate, time left, lag and what differs', () => {
  const told = [
    'legacy owns the writes, changes flow to the candidate',
    'trouble: the store of legacy cannot be reached',
    'backfill: 250,000 of 1,000,000 rows (25 %), 12,500 a second, 1 m left, 3 in quarantine',
    'lag: 412 on the way, the oldest for 7.2 s',
    'verification: 90,000 rows compared, 2 differ; 180,500 rows and 12 MiB read for it in 3.2 s; no pass is through yet',
  ];
  const lines: string[] = [];
  const io = { out: (line: string) => void lines.push(line) } as unknown as Io;
  expect(said(moving)).toEqual(told.map((line) => `  data      ${line}`));
  printPlan(io, { migration: '0002-orders', stop: 'backfill', stops: ['backfill'], pending: [], next: null, changes: [], gates: [], data: moving });
  expect(lines).toEqual(['0002-orders stands at backfill (backfill)', 'its data:', ...told.map((line) => `  - ${line}`), 'It is the last stop.']);
});

test('after the cutover the pause is told, and where nothing flows back any more what a roll-back would lose', () => {
  const at = Date.parse('2026-05-01T10:00:00Z');
  const data: ObservedData = { ...moving, flow: 'ended', told: { flow: 'ended', backfill: false, verify: false }, problems: [], backfill: { copied: 0, total: 0, perSecond: 0, quarantined: 0, done: false }, lastPause: { at, ms: 38 }, ended: { at, writes: { orders: 12, order_items: 0 } } };
  expect(said(data)).toEqual([
    '  data      the candidate owns the writes, nothing flows back',
    '  data      writers waited 38 ms when the ownership last changed, at 2026-05-01T10:00:00.000Z',
    '  data      nothing flows back since 2026-05-01T10:00:00.000Z: 12 rows of orders were written since',
  ]);
});
