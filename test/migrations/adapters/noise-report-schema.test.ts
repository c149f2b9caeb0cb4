import { expect, test } from '@jest/globals';
import { NO_CONTRAST, NO_NOISE } from '../../../domain/noise.ts';
import { NoiseReportSchema } from '../../../migrations/adapters/noise-report-schema.ts';
import { createNoiseLedger } from '../../../shadow/index.ts';

const field = { route: 'GET /a', path: '$.a', kind: 'value', differs: NO_CONTRAST, varies: NO_CONTRAST, probed: 1, probedNoisy: 1, pairs: 1, holds: { uuid: 1 }, values: ['a'] };
const report = (given: object = {}, rest: object = {}) => ({ asks: true, samples: { 'GET /a': 1 }, fields: [{ ...field, ...given }], ...rest });

test('what a ledger reports is read as it is', () => {
  const ledger = createNoiseLedger();
  const own = { path: '$.a', kind: 'value' as const, holds: ['uuid'], values: null };
  ledger.add('GET /a', 7, { kind: 'sample', candidateDiffers: [], legacyDiffers: [own], varies: null });
  expect(NoiseReportSchema.parse(JSON.parse(JSON.stringify(ledger.report())))).toEqual(ledger.report());
  expect(NoiseReportSchema.parse(report())).toEqual(report());
});

test('a proxy of an earlier release has learned nothing', () => {
  expect(NoiseReportSchema.parse(undefined)).toEqual(NO_NOISE);
});

test.each<[string, unknown]>([
  ['a count below 0', report({ pairs: -1 })],
  ['a count that is no whole number', report({ differs: { ...NO_CONTRAST, both: 0.5 } })],
  ['a kind that there is not', report({ kind: 'noise' })],
  ['a mask’s count that is none', report({ holds: { uuid: 'many' } })],
  ['more values than are kept', report({ values: Array.from({ length: 9 }, String) })],
  ['a value longer than is kept', report({ values: ['x'.repeat(41)] })],
  ['more fields than are kept', report({}, { fields: Array.from({ length: 2_001 }, () => field) })],
  ['no samples', report({}, { samples: [] })],
])('%s is no report', (_, given) => {
  expect(NoiseReportSchema.safeParse(given).success).toBe(false);
});
