import type { DifferenceKind } from '../../domain/difference.ts';
import { fieldKey, mergeValues, NO_CONTRAST, type Contrast, type NoiseReport, type NoisyField } from '../../domain/noise.ts';
import type { NoiseObservation, OwnDifference, Place } from './observation.ts';

/** Keeps count of how legacy differs from itself, field by field. Bounded, whatever the answers hold. */
export interface NoiseLedger {
  /** `at`: when the request came, epoch milliseconds. `mismatches`: for a probe, what the candidate's answer had differed in. */
  add(route: string, at: number, observation: NoiseObservation, mismatches?: readonly Place[]): void;
  report(): NoiseReport;
}

export interface NoiseLedgerOptions {
  /** Whether legacy is asked anything a second time. Default true. */
  readonly asks?: boolean;
  /** Default 500. Places that come later are counted together, as `$other` of their route. */
  readonly maxFields?: number;
  /** Default 200. Routes that come later are counted together, as `$other`. */
  readonly maxRoutes?: number;
}

const OTHER = '$other';
const LONGEST_PATH = 256;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Field = Mutable<Omit<NoisyField, 'holds' | 'differs' | 'varies'>> & { readonly holds: Map<string, number>; readonly differs: Mutable<Contrast>; readonly varies: Mutable<Contrast> };

export function createNoiseLedger({ asks = true, maxFields = 500, maxRoutes = 200 }: NoiseLedgerOptions = {}): NoiseLedger {
  const samples = new Map<string, number>();
  const routes = new Set<string>();
  const fields = new Map<string, Field>();

  function routeOf(route: string): string {
    if (!routes.has(route) && routes.size >= maxRoutes) return OTHER;
    routes.add(route);
    return route;
  }

  function fieldAt(route: string, path: string, kind: DifferenceKind): Field {
    const key = fieldKey({ route, path, kind });
    const known = fields.get(key);
    if (known) return known;
    if (path !== OTHER && (path.length > LONGEST_PATH || fields.size >= maxFields)) return fieldAt(route, OTHER, 'value');
    const field: Field = { route, path, kind, differs: { ...NO_CONTRAST }, varies: { ...NO_CONTRAST }, probed: 0, probedNoisy: 0, pairs: 0, holds: new Map(), values: [] };
    fields.set(key, field);
    return field;
  }

  function contrast(route: string, at: number, of: 'differs' | 'varies', candidate: readonly Place[], legacy: readonly Place[]): void {
    const all = new Set(sorted([...candidate, ...legacy]).map(({ path, kind }) => fieldAt(route, path, kind)));
    const [ofCandidate, ofLegacy] = [candidate, legacy].map((places) => new Set(places.map(({ path, kind }) => fieldAt(route, path, kind))));
    for (const field of all) count(field[of], ofCandidate!.has(field), ofLegacy!.has(field), at);
  }

  function learn(route: string, differences: readonly OwnDifference[]): void {
    for (const { path, kind, holds, values } of differences) {
      const field = fieldAt(route, path, kind);
      field.pairs += 1;
      for (const mask of holds) field.holds.set(mask, (field.holds.get(mask) ?? 0) + 1);
      field.values = mergeValues(field.values, values);
    }
  }

  return {
    add(unbounded, at, observation, mismatches = []) {
      const route = routeOf(unbounded);
      if (observation.kind === 'sample') {
        const { candidateDiffers, legacyDiffers, varies } = observation;
        samples.set(route, (samples.get(route) ?? 0) + 1);
        contrast(route, at, 'differs', candidateDiffers, legacyDiffers);
        if (varies) contrast(route, at, 'varies', varies.candidate, varies.legacy);
      } else {
        const noisy = new Set(observation.legacyDiffers.map(({ path, kind }) => fieldAt(route, path, kind)));
        for (const field of new Set(mismatches.map(({ path, kind }) => fieldAt(route, path, kind)))) {
          field.probed += 1;
          if (noisy.has(field)) field.probedNoisy += 1;
        }
      }
      learn(route, observation.legacyDiffers);
    },
    report: () => ({
      asks,
      samples: Object.fromEntries(samples),
      fields: [...fields.values()].map((field) => ({ ...field, differs: { ...field.differs }, varies: { ...field.varies }, holds: Object.fromEntries(field.holds) })),
    }),
  };
}

/** Which field still gets a place of its own must not depend on which of the two answers was the odd one. */
function sorted(places: readonly Place[]): readonly Place[] {
  return places.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.kind < b.kind ? -1 : 1));
}

function count(contrast: Mutable<Contrast>, candidate: boolean, legacy: boolean, at: number): void {
  if (candidate && legacy) contrast.both += 1;
  else {
    contrast[candidate ? 'candidateOnly' : 'legacyOnly'] += 1;
    contrast.firstAt = contrast.firstAt === null ? at : Math.min(contrast.firstAt, at);
  }
}
