import type { MigrationStatus, World } from '../../../cli/status/read-status.ts';

export const NOW = Date.parse('2026-05-01T12:00:00Z');

export const world: World = {
  differs: [],
  drifted: false,
  gates: [
    { gate: 'parity', state: 'held', because: 'too early to tell', evidence: {} },
    { gate: 'soak', state: 'held', because: '2 m of 10 m', evidence: {} },
  ],
  differences: ['GET /a $.price: legacy 1, candidate 2, in 3 of 40 answers (7.5 %), seen 14:02 UTC'],
  served: { legacy: 90, cohort: 10, direct: 0 },
  data: null,
};

/** On its way, four minutes at a cohort. */
export const status: MigrationStatus = {
  migration: '0001-catalog',
  group: 'catalog',
  stop: 'cohort:10',
  stops: ['start', 'deploy', 'front', 'shadow', 'cohort:10', 'weight:50', 'retire'],
  next: 'weight:50',
  standing: { kind: 'watching', because: 'parity: too early to tell; soak: 2 m of 10 m' },
  can: ['hold', 'rollback'],
  moved: { at: '2026-05-01T11:56:00Z', who: 'ana@host', why: 'run', how: 'advance', from: 'shadow' },
  world,
};
