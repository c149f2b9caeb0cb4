import { describe, expect, test } from '@jest/globals';
import { gatesOf } from '../../../domain/stop-gates.ts';
import { stopName, stopsOf } from '../../../domain/stop.ts';
import { approval, check, cohort, defineMigration, errorRate, latency, parity, sampleRatio, shadow, targetHealth, type GateDefinition, type StepDefinition } from '../../../index.ts';
import { parseDefinition } from '../../../migrations/files/parse-definition.ts';
import { exampleDefinition } from '../../support/example-migration.ts';

const withStep = (step: StepDefinition) => defineMigration({ ...exampleDefinition, steps: exampleDefinition.steps.map((each) => (each.kind === step.kind ? step : each)) });
const parse = (step: StepDefinition) => parseDefinition('0001-catalog', 'the file', withStep(step));
const atCohort = (...gates: GateDefinition[]) => cohort({ percents: [10], gates });
const ask = async () => ({ state: 'open', because: 'yes' }) as const;

test('every gate comes out as data, with what it was not told', () => {
  const { steps } = parse(atCohort(errorRate({ margin: 0.01, atLeast: '10m' }), latency({ margin: 0.01, confidence: 0.99 }), sampleRatio(), targetHealth({ atLeast: 2 }), approval(), check('stock', ask, { timeout: '2s' })));
  const step = steps.find(({ kind }) => kind === 'cohort');
  expect(step && 'gates' in step && step.gates).toEqual([
    { kind: 'error-rate', margin: 0.01, confidence: 0.95, atLeastMs: 600_000 },
    { kind: 'latency', margin: 0.01, confidence: 0.99, atLeastMs: 0 },
    { kind: 'sample-ratio', within: 0.25, confidence: 0.95, atLeastMs: 0 },
    { kind: 'target-health', atLeast: 2 },
    { kind: 'approval' },
    { kind: 'check', name: 'stock', timeoutMs: 2_000, ask },
  ]);
});

test('a shadow ends with one gate or with several', () => {
  const of = (until: GateDefinition | readonly GateDefinition[]) => {
    const migration = parse(shadow({ percent: 100, until }));
    const stop = stopsOf(migration).find((each) => stopName(each) === 'shadow');
    return stop && gatesOf(migration, stop).map(({ kind }) => kind);
  };
  expect(of(parity({ mismatchBelow: 0.001 }))).toEqual(['parity']);
  expect(of([parity({ mismatchBelow: 0.001 }), errorRate({ margin: 0.005 }), approval()])).toEqual(['parity', 'error-rate', 'approval']);
});

test('what the shadow has shown is watched on, as long as anybody is left with legacy', () => {
  const watches = (...percents: number[]) => {
    const migration = parseDefinition('0001-catalog', 'the file', {
      ...exampleDefinition,
      steps: exampleDefinition.steps.map((step) => {
        if (step.kind === 'shadow') return shadow({ percent: 100, until: [parity({ mismatchBelow: 0.001 }), errorRate({ margin: 0.005 })] });
        return step.kind === 'cohort' ? cohort({ percents }) : step;
      }),
    });
    return stopsOf(migration).filter((stop) => gatesOf(migration, stop).some(({ kind }) => kind === 'parity-watch') && gatesOf(migration, stop).some(({ kind }) => kind === 'error-watch')).map(stopName);
  };
  expect(watches(1, 10)).toEqual(['cohort:1', 'cohort:10', 'weight:10', 'weight:50']);
  expect(watches(50, 100)).toEqual(['cohort:50']);
});

describe('refused, with the place and the reason', () => {
  test.each<[string, StepDefinition, RegExp]>([
    ['a latency gate where nobody is answered by the candidate', shadow({ percent: 100, until: latency({ margin: 0.01 }) }), /steps\[1\]: latency\(\) compares callers whom the candidate answers/],
    ['a split where there is none', shadow({ percent: 100, until: [parity({ mismatchBelow: 0.01 }), sampleRatio()] }), /steps\[1\]: sampleRatio\(\) compares how callers are split/],
    ['no gate at all', shadow({ percent: 100, until: [] }), /steps\[1\]\.until/],
    ['two checks of one name', atCohort(check('stock', ask), check('stock', ask)), /steps\[2\]: two checks are named "stock"/],
    ['a check that is no function', atCohort(check('stock', true as never)), /steps\[2\]\.gates\[0\]\.ask: must be a function/],
    ['a check without a name', atCohort(check('', ask)), /steps\[2\]\.gates\[0\]\.name: takes up to 60/],
    ['a check that may take an hour', atCohort(check('stock', ask, { timeout: '1h' })), /steps\[2\]\.gates\[0\]\.timeout: must be between/],
    ['a least time that is none', atCohort(errorRate({ margin: 0.01, atLeast: 'soon' as never })), /steps\[2\]\.gates\[0\]\.atLeast: is not a duration/],
    ['a tolerance of more than all', atCohort(sampleRatio({ within: 1.5 })), /steps\[2\]\.gates\[0\]\.within/],
    ['an approval with conditions', atCohort({ ...approval(), by: 'ada' } as never), /steps\[2\]\.gates\[0\]/],
  ])('%s', (_, step, message) => {
    expect(() => parse(step)).toThrow(message);
  });
});
