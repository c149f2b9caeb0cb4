import { logPairedWorse } from '../../../migrations/gates/statistics/paired.ts';
import { median, figure, type Figure } from '../../figure.ts';
import { GOAL, RUNS, shareFigure } from './migrations.ts';
import { randomFrom, type Random } from './random.ts';

const REQUESTS = 10_000;
const LOOK = 100;

/** A field that differs between two answers of legacy itself in `noise` of the requests, and for the candidate's own reasons in `regression` of them. */
export interface Field {
  readonly noise: number;
  readonly regression: number;
}

/** Counts over requests with two answers of legacy and one of the candidate. */
interface Counts {
  n: number;
  /** Candidate and legacy differ, and legacy with itself does not; the other way round; both. */
  rawOnly: number;
  noiseOnly: number;
  both: number;
}

/** Diffy's rule as its source has it (DifferencesFilterFactory: relative threshold 20 %, absolute 0.03 %), on the counts of one field. */
export function diffyFlags({ n, rawOnly, noiseOnly, both }: Counts): boolean {
  const [raw, noise] = [rawOnly + both, noiseOnly + both];
  return raw > noise && (100 * (raw - noise)) / (raw + noise) > 20 && (100 * (raw - noise)) / n > 0.03;
}

/** The same question as a bet: fields that differ for the candidate's reasons differ more often from legacy than legacy does from itself. */
function betFlags({ n, rawOnly, noiseOnly }: Counts): boolean {
  return logPairedWorse({ n, candidateOnly: rawOnly, legacyOnly: noiseOnly }, 0) >= GOAL;
}

interface Flagged {
  readonly diffy: { readonly ever: number | undefined; readonly atEnd: boolean };
  readonly bet: number | undefined;
}

/** Chances of what one request shows of a field: both differences, the candidate's only, legacy's only. Each of the three answers has the field unstable by itself. */
export function chancesOf({ noise, regression }: Field): { both: number; rawOnly: number; noiseOnly: number } {
  const unstable = 1 - Math.sqrt(1 - noise);
  const otherwise = 1 - unstable;
  const raw = 1 - otherwise * (1 - regression);
  // Legacy's first answer, if unstable, makes both differ.
  return { both: unstable + otherwise * raw * unstable, rawOnly: otherwise * raw * otherwise, noiseOnly: otherwise ** 2 * (1 - regression) * unstable };
}

/** One field, looked at after every hundred requests. */
function watchField(random: Random, field: Field): Flagged {
  const { both, rawOnly, noiseOnly } = chancesOf(field);
  const counts: Counts = { n: 0, rawOnly: 0, noiseOnly: 0, both: 0 };
  let [diffy, bet]: (number | undefined)[] = [];
  while (counts.n < REQUESTS) {
    for (let i = 0; i < LOOK; i++) {
      const at = random();
      if (at < both) counts.both += 1;
      else if (at < both + rawOnly) counts.rawOnly += 1;
      else if (at < both + rawOnly + noiseOnly) counts.noiseOnly += 1;
    }
    counts.n += LOOK;
    if (diffy === undefined && diffyFlags(counts)) diffy = counts.n;
    if (bet === undefined && betFlags(counts)) bet = counts.n;
  }
  return { diffy: { ever: diffy, atEnd: diffyFlags(counts) }, bet };
}

/** Who flags which field within 10,000 requests: Diffy's thresholds, and the gate's test on the same counts. */
export function diffyRuleFigures(): Figure[] {
  const random = randomFrom(20_260_505);
  const watch = (field: Field): readonly Flagged[] => Array.from({ length: RUNS }, () => watchField(random, field));
  const regression = watch({ noise: 0.29, regression: 0.05 });
  const share = (all: readonly Flagged[], flagged: (each: Flagged) => boolean): number => all.filter(flagged).length / all.length;
  const found = regression.flatMap(({ bet }) => bet ?? []);
  return [
    shareFigure('29 % noise, 5 % regression: flagged by Diffy’s rule at the end (what it misses)', share(regression, ({ diffy }) => diffy.atEnd), '≤', 5),
    shareFigure('29 % noise, 5 % regression: flagged by the bet', share(regression, ({ bet }) => bet !== undefined), '≥', 95),
    figure('29 % noise, 5 % regression: requests until the bet flags it, median', median(found), 'requests', '≤', 5_000),
    ...[0.01, 0.02, 0.05].flatMap((noise) => {
      const all = watch({ noise, regression: 0 });
      return [
        shareFigure(`${100 * noise} % noise, no regression: flagged by Diffy’s rule at some look (what it alarms for nothing)`, share(all, ({ diffy }) => diffy.ever !== undefined), '≥', 5),
        shareFigure(`${100 * noise} % noise, no regression: flagged by the bet at some look`, share(all, ({ bet }) => bet !== undefined), '≤', 5),
      ];
    }),
  ];
}
