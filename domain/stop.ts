import type { Migration, Step } from './migration.ts';

/** One place where a migration can stand. */
export type Stop =
  | { readonly kind: 'start' }
  | { readonly kind: 'deploy' }
  | { readonly kind: 'front'; readonly percent: number }
  | { readonly kind: 'shadow'; readonly percent: number }
  | { readonly kind: 'cohort'; readonly percent: number }
  | { readonly kind: 'weight'; readonly percent: number }
  | DataStop
  | { readonly kind: 'retire' };

/** A stop at which data begins to move otherwise, and routing stays as it was at the stop before. */
export type DataStop = { readonly kind: 'sync' | 'backfill' | 'verify-data' | 'cutover' | 'reverse' };

/** A stop's name, unique within its migration: `front`, `shadow`, `cohort:10`, `weight:50`. This is what the journal records and `--until` takes. */
export function stopName(stop: Stop): string {
  switch (stop.kind) {
    case 'cohort':
    case 'weight':
      return `${stop.kind}:${stop.percent}`;
    case 'front':
      return stop.percent === 100 ? 'front' : `front:${stop.percent}`;
    case 'start':
    case 'deploy':
    case 'shadow':
    case 'sync':
    case 'backfill':
    case 'verify-data':
    case 'cutover':
    case 'reverse':
    case 'retire':
      return stop.kind;
  }
}

/** Every stop of a migration in order: `start` and `deploy` come by themselves, the rest from its steps. */
export function stopsOf(migration: Migration): readonly Stop[] {
  return [{ kind: 'start' }, { kind: 'deploy' }, ...migration.steps.flatMap(stopsOfStep)];
}

function stopsOfStep(step: Step): Stop[] {
  switch (step.kind) {
    case 'front':
    case 'cohort':
    case 'weight':
      return step.percents.map((percent) => ({ kind: step.kind, percent }));
    case 'shadow':
      return [{ kind: 'shadow', percent: step.percent }];
    case 'sync':
    case 'backfill':
    case 'verify-data':
    case 'cutover':
    case 'reverse':
    case 'retire':
      return [{ kind: step.kind }];
  }
}

/** The stops from `start` to this one, itself included. */
export function stopsUpTo(migration: Migration, stop: Stop): readonly Stop[] {
  const stops = stopsOf(migration);
  return stops.slice(0, stops.findIndex((each) => stopName(each) === stopName(stop)) + 1);
}

/** The stop of that name, or `undefined` where the migration has none. */
export function findStop(migration: Migration, name: string): Stop | undefined {
  return stopsOf(migration).find((stop) => stopName(stop) === name);
}

/** The stop after this one, or `undefined` at the end. */
export function nextStop(migration: Migration, stop: Stop): Stop | undefined {
  const stops = stopsOf(migration);
  return stops[stops.findIndex((each) => stopName(each) === stopName(stop)) + 1];
}
