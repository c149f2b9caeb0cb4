import type { Verdict } from '../../domain/gate.ts';
import type { NoiseReport } from '../../domain/noise.ts';
import { formatCount } from './wording.ts';

/** Fewer answers of legacy that differ from its own are an accident. */
const FEWEST = 3;

/** After so many comparisons, legacy cannot be asked or what it answered would be known. */
const LONG_ENOUGH = 1_000;

/**
 * A verdict against the candidate, unless it may as well be one against legacy: where half of the mismatches or more are in a field in which legacy differs from itself,
 * or where nobody knows yet whether they are.
 */
export function withoutNoise(verdict: Verdict, report: NoiseReport): Verdict {
  if (verdict.state !== 'failed') return verdict;
  const fields = countByPath(report);
  const mismatches = Math.max(0, ...fields.map((field) => field.mismatches));
  if (report.asks && mismatches < FEWEST && Number(verdict.evidence['compared']) < LONG_ENOUGH) {
    return { ...verdict, state: 'held', because: `legacy is being asked again whether it differs from itself where the candidate differs from it; so far ${verdict.because}` };
  }
  const noisiest = fields.toSorted((a, b) => b.noise - a.noise)[0];
  if (!noisiest || !(noisiest.noise >= FEWEST && 2 * noisiest.noise >= mismatches)) return verdict;
  const { path, noise } = noisiest;
  const because = `legacy differs from itself at ${path}: in ${formatCount(noise)} answers to requests that it was asked again. Nothing is proved against the candidate before that is masked (\`banyan masks\`); so far ${verdict.because}`;
  return { state: 'held', because, evidence: { ...verdict.evidence, noise, mismatches } };
}

/** Of the requests that legacy was asked again: in how many it differed from itself there, and in how many the candidate did from it. */
function countByPath({ fields }: NoiseReport): { path: string; noise: number; mismatches: number }[] {
  return [...Map.groupBy(fields, ({ path }) => path)].map(([path, ways]) => ({
    path,
    noise: ways.reduce((sum, { probedNoisy, differs }) => sum + probedNoisy + differs.legacyOnly + differs.both, 0),
    mismatches: ways.reduce((sum, { probed, differs }) => sum + probed + differs.candidateOnly + differs.both, 0),
  }));
}
