import { expect, test } from '@jest/globals';
import { ownerOf } from '../../domain/data-movement.ts';
import { desiredAt } from '../../domain/desired-state.ts';
import type { Shares } from '../../domain/shares.ts';
import { gatesOf } from '../../domain/stop-gates.ts';
import { nextStop, stopName, stopsOf } from '../../domain/stop.ts';
import { dataMigration } from '../support/data-migration.ts';
import { exampleMigration as migration } from '../support/example-migration.ts';

/** `proxy 90 · candidate 10`; parts with nothing are left out. */
const formatShares = (shares: Shares): string => (['legacy', 'proxy', 'candidate'] as const).filter((side) => shares[side] > 0).map((side) => `${side} ${shares[side]}`).join(' · ');

test('the desired state of every stop, as one table', () => {
  const table = stopsOf(migration).map((stop) => {
    const { rule, parkRule, candidate, proxyKnowsGroup, flags, retired, data } = desiredAt(migration, stop);
    expect(data).toBe('absent');
    const flag = flags === 'none' ? 'no flags' : `${flags.on ? 'on' : 'off'} shadow ${flags.shadowPercent} cohort ${flags.cohortPercent}`;
    return [stopName(stop), rule === 'none' ? 'no rule' : formatShares(rule), parkRule ? 'parked' : '', candidate, proxyKnowsGroup ? 'proxy knows' : '', flag, ...(retired ? ['retired'] : [])].join(' | ');
  });
  expect(table).toEqual([
    'start | no rule |  | absent |  | no flags',
    'deploy | no rule | parked | running | proxy knows | off shadow 0 cohort 0',
    'front | proxy 100 | parked | running | proxy knows | on shadow 0 cohort 0',
    'shadow | proxy 100 | parked | running | proxy knows | on shadow 100 cohort 0',
    'cohort:1 | proxy 100 | parked | running | proxy knows | on shadow 100 cohort 1',
    'cohort:10 | proxy 100 | parked | running | proxy knows | on shadow 100 cohort 10',
    'weight:10 | proxy 90 · candidate 10 | parked | running | proxy knows | on shadow 100 cohort 10',
    'weight:50 | proxy 50 · candidate 50 | parked | running | proxy knows | on shadow 100 cohort 10',
    'weight:100 | candidate 100 | parked | running | proxy knows | on shadow 0 cohort 10',
    'retire | candidate 100 |  | running | proxy knows | no flags | retired',
  ]);
});

test('the desired state of every stop where data moves too, as one table', () => {
  const table = stopsOf(dataMigration).map((stop) => {
    const { rule, flags, data } = desiredAt(dataMigration, stop);
    const flag = flags === 'none' ? 'no flags' : `${flags.on ? 'on' : 'off'} shadow ${flags.shadowPercent} cohort ${flags.cohortPercent} writes ${flags.writes}`;
    const movement = data === 'absent' ? 'nothing in the stores' : [data.flow, ...(data.backfill ? ['backfill'] : []), ...(data.verify ? ['verify'] : [])].join(' ');
    return [stopName(stop), rule === 'none' ? 'no rule' : formatShares(rule), flag, movement].join(' | ');
  });
  expect(table).toEqual([
    'start | no rule | no flags | nothing in the stores',
    'deploy | no rule | off shadow 0 cohort 0 writes legacy | none',
    'front | proxy 100 | on shadow 0 cohort 0 writes legacy | none',
    'sync | proxy 100 | on shadow 0 cohort 0 writes legacy | forward',
    'backfill | proxy 100 | on shadow 0 cohort 0 writes legacy | forward backfill',
    'verify-data | proxy 100 | on shadow 0 cohort 0 writes legacy | forward backfill verify',
    'shadow | proxy 100 | on shadow 100 cohort 0 writes legacy | forward backfill verify',
    'cohort:10 | proxy 100 | on shadow 100 cohort 10 writes legacy | forward backfill verify',
    'cutover | proxy 100 | on shadow 100 cohort 10 writes candidate | reverse verify',
    'weight:50 | proxy 50 · candidate 50 | on shadow 100 cohort 10 writes candidate | reverse verify',
    'weight:100 | candidate 100 | on shadow 0 cohort 10 writes candidate | reverse verify',
    'reverse | candidate 100 | on shadow 0 cohort 10 writes candidate | reverse verify',
    'retire | candidate 100 | no flags | ended',
  ]);
});

test('no stop sends a caller past the proxy to a candidate that does not own the writes', () => {
  for (const stop of stopsOf(dataMigration)) {
    const { rule, data } = desiredAt(dataMigration, stop);
    if (rule !== 'none' && rule.candidate > 0) expect(data !== 'absent' && ownerOf(data.flow)).toBe('candidate');
  }
});

test('the gates around data: close behind, all copied, compared, and once more before the ownership moves', () => {
  const kinds = Object.fromEntries(stopsOf(dataMigration).map((stop) => [stopName(stop), gatesOf(dataMigration, stop).map(({ kind }) => kind)]));
  expect(kinds).toEqual({
    start: [],
    deploy: [],
    front: [],
    sync: ['lag'],
    backfill: ['backfilled', 'lag'],
    'verify-data': ['data-verified'],
    shadow: ['parity'],
    'cohort:10': ['soak', 'error-rate', 'parity-watch', 'backfilled', 'data-verified', 'lag'],
    cutover: ['soak', 'lag'],
    'weight:50': ['soak', 'parity-watch'],
    'weight:100': ['soak'],
    reverse: ['soak', 'data-verified', 'lag', 'quiet'],
    retire: [],
  });
});

test('the shares of every stop sum to 100', () => {
  for (const stop of stopsOf(migration)) {
    const { rule } = desiredAt(migration, stop);
    if (rule !== 'none') expect(rule.legacy + rule.proxy + rule.candidate).toBe(100);
  }
});

test('each stop leads to the next and the last to none', () => {
  const names = stopsOf(migration).map(stopName);
  const followed = stopsOf(migration).map((stop) => nextStop(migration, stop)).map((next) => next && stopName(next));
  expect(followed).toEqual([...names.slice(1), undefined]);
});

test('the gates of a stop are those of its step, with its soak, and a quiet legacy path before retiring', () => {
  const kinds = Object.fromEntries(stopsOf(migration).map((stop) => [stopName(stop), gatesOf(migration, stop).map(({ kind }) => kind)]));
  expect(kinds).toEqual({
    start: [],
    deploy: [],
    front: [],
    shadow: ['parity'],
    'cohort:1': ['soak', 'error-rate', 'latency', 'parity-watch'],
    'cohort:10': ['soak', 'error-rate', 'latency', 'parity-watch'],
    'weight:10': ['soak', 'error-rate', 'target-health', 'parity-watch'],
    'weight:50': ['soak', 'error-rate', 'target-health', 'parity-watch'],
    'weight:100': ['soak', 'error-rate', 'target-health', 'quiet'],
    retire: [],
  });
});
