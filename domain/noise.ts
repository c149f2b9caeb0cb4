import type { DifferenceKind } from './difference.ts';

/** In how many answers two things happened: the one alone, the other alone, both. */
export interface Contrast {
  readonly candidateOnly: number;
  readonly legacyOnly: number;
  readonly both: number;
  /** When first one happened without the other, epoch milliseconds; `null` if never. */
  readonly firstAt: number | null;
}

/** One way of differing at one place of one route, and what was learned of it. All of it merges by addition. */
export interface NoisyField {
  readonly route: string;
  readonly path: string;
  readonly kind: DifferenceKind;
  /** Of sampled requests: that the candidate's answer differs from legacy's, and that legacy's second answer does. */
  readonly differs: Contrast;
  /** Of the same, masks left aside: that the candidate's second answer differs from its first, and that legacy's does. */
  readonly varies: Contrast;
  /** Mismatches here after which legacy was asked again, and those in which it differed here from itself. */
  readonly probed: number;
  readonly probedNoisy: number;
  /** Requests whose two answers of legacy's differ here, and for how many of them each mask holds. */
  readonly pairs: number;
  readonly holds: Readonly<Record<string, number>>;
  /** All values legacy gave here, where they are few and harmless. */
  readonly values: readonly string[] | null;
}

/** How legacy differs from itself in a group, as one proxy has learned it since it started. */
export interface NoiseReport {
  /** Whether legacy is asked anything a second time. */
  readonly asks: boolean;
  /** Requests that legacy and the candidate were both asked twice, by route. */
  readonly samples: Readonly<Record<string, number>>;
  readonly fields: readonly NoisyField[];
}

export const NO_NOISE: NoiseReport = { asks: false, samples: {}, fields: [] };
export const NO_CONTRAST: Contrast = { candidateOnly: 0, legacyOnly: 0, both: 0, firstAt: null };
/** More than so many values are no vocabulary. */
export const MOST_VALUES_SEEN = 8;

/** Of more fields than one proxy keeps, those that began first. */
const MOST_FIELDS = 2_000;

/** What several proxies have learned, together. */
export function mergeNoise(reports: readonly NoiseReport[]): NoiseReport {
  const samples: Record<string, number> = {};
  const fields = new Map<string, NoisyField>();
  for (const report of reports) {
    for (const [route, count] of Object.entries(report.samples)) samples[route] = (Object.hasOwn(samples, route) ? (samples[route] ?? 0) : 0) + count;
    for (const field of report.fields) {
      const key = fieldKey(field);
      const other = fields.get(key);
      fields.set(key, other ? mergeFields(other, field) : field);
    }
  }
  const keyed = [...fields].toSorted(([a, left], [b, right]) => begun(left) - begun(right) || (a < b ? -1 : 1));
  return { asks: reports.some(({ asks }) => asks), samples, fields: keyed.slice(0, MOST_FIELDS).map(([, field]) => field) };
}

function begun({ differs, varies }: NoisyField): number {
  return Math.min(differs.firstAt ?? Number.MAX_SAFE_INTEGER, varies.firstAt ?? Number.MAX_SAFE_INTEGER);
}

export function fieldKey({ route, path, kind }: Pick<NoisyField, 'route' | 'path' | 'kind'>): string {
  return JSON.stringify([route, path, kind]);
}

function mergeFields(a: NoisyField, b: NoisyField): NoisyField {
  return {
    ...a,
    differs: mergeContrasts(a.differs, b.differs),
    varies: mergeContrasts(a.varies, b.varies),
    probed: a.probed + b.probed,
    probedNoisy: a.probedNoisy + b.probedNoisy,
    pairs: a.pairs + b.pairs,
    holds: addCounts(a.holds, b.holds),
    values: mergeValues(a.values, b.values),
  };
}

function mergeContrasts(a: Contrast, b: Contrast): Contrast {
  return {
    candidateOnly: a.candidateOnly + b.candidateOnly,
    legacyOnly: a.legacyOnly + b.legacyOnly,
    both: a.both + b.both,
    firstAt: a.firstAt === null || b.firstAt === null ? (a.firstAt ?? b.firstAt) : Math.min(a.firstAt, b.firstAt),
  };
}

export function addCounts(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const sum: Record<string, number> = { ...a };
  for (const [key, count] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + count;
  return sum;
}

/** Both sides' values; `null` where one side has no list, or together they are too many. */
export function mergeValues(a: readonly string[] | null, b: readonly string[] | null): readonly string[] | null {
  if (a === null || b === null) return null;
  const all = [...new Set([...a, ...b])].toSorted();
  return all.length > MOST_VALUES_SEEN ? null : all;
}
