import type { DifferenceKind } from './difference.ts';
import { fieldKey, type Contrast, type NoiseReport, type NoisyField } from './noise.ts';

/** Something that is wrong with the candidate beneath the noise: it is there though legacy differs from itself in the same field. */
export interface NoiseFinding {
  /** `differs`: from legacy more often than legacy from itself. `steady`: its own answers are alike where legacy's are not. */
  readonly finding: 'differs' | 'steady';
  readonly route: string;
  readonly path: string;
  readonly kind: DifferenceKind;
  /** Answers that say so, answers that say the opposite, and requests sampled. */
  readonly for: number;
  readonly against: number;
  readonly samples: number;
}

/** Chance that anything at all is ever found in a group whose candidate answers as legacy would, however often one looks. */
const ALPHA = 0.05;
/** How that chance is dealt out between the two questions. */
const SHARE = { differs: 0.8, steady: 0.2 } as const;

/**
 * What the samples say beneath the noise. A candidate that answers as legacy does is interchangeable with legacy's second answer, so the two are equally
 * often the odd one out: a coin. Against that coin {@link logOdds} bets, and by Ville its evidence reaches 1/α with a chance of at most α.
 *
 * The chance is dealt out over all fields in the order in which each had its first odd answer: 1/2, 1/6, 1/12, …, 1/k(k+1), which sums to 1. That order is the
 * same whichever of the two answers was the odd one, so choosing by it costs nothing; and it does not change as more fields come.
 */
export function findingsOf({ samples, fields }: NoiseReport): readonly NoiseFinding[] {
  const rows = (finding: NoiseFinding['finding'], contrastOf: (field: NoisyField) => { for: number; against: number; firstAt: number | null }, coin: number) =>
    inOrder(fields, (field) => contrastOf(field).firstAt).flatMap((field, i): NoiseFinding[] => {
      const { for: ayes, against } = contrastOf(field);
      if (logOdds(ayes, against, coin) < nats(i + 1, SHARE[finding])) return [];
      const { route, path, kind } = field;
      return [{ finding, route, path, kind, for: ayes, against, samples: samples[route] ?? 0 }];
    });
  return [...rows('differs', ({ differs }) => sides(differs, 'candidateOnly', 'legacyOnly'), EVEN), ...rows('steady', ({ varies }) => sides(varies, 'legacyOnly', 'candidateOnly'), TWO_TO_ONE)];
}

const EVEN = 1 / 2;
/** The two pairs of answers cannot be equally far apart in time, and what changes with time would show it; a candidate that is half as lively is no finding. */
const TWO_TO_ONE = 2 / 3;

function sides(contrast: Contrast, ayes: 'candidateOnly' | 'legacyOnly', noes: 'candidateOnly' | 'legacyOnly') {
  return { for: contrast[ayes], against: contrast[noes], firstAt: contrast.firstAt };
}

function inOrder(fields: readonly NoisyField[], firstAt: (field: NoisyField) => number | null): readonly NoisyField[] {
  const begun = fields.flatMap((field) => {
    const at = firstAt(field);
    return at === null ? [] : [{ field, at, key: fieldKey(field) }];
  });
  return begun.toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1)).map(({ field }) => field);
}

/** Evidence, in nats, at which the field that was the `rank`-th to have an odd answer is a finding. */
export function nats(rank: number, share: number): number {
  return Math.log((rank * (rank + 1)) / (ALPHA * share));
}

/** Biases of the coin that are bet on, in equal parts. */
const BIASES = [0.52, 0.55, 0.6, 0.7, 0.8, 0.9, 0.97, 0.995];

/**
 * ln of the evidence that of `ayes + noes` odd answers more than the share `coin` are ayes: a mixture of Wald's likelihood ratios, which is a supermartingale for
 * every coin that is no better. Two counts are all its state, so proxies merge by addition. (A sequential McNemar test.)
 */
export function logOdds(ayes: number, noes: number, coin: number): number {
  const bets = BIASES.filter((bias) => bias > coin);
  const won = bets.map((bias) => ayes * Math.log(bias / coin) + noes * Math.log((1 - bias) / (1 - coin)));
  const most = Math.max(...won);
  return most + Math.log(won.reduce((sum, each) => sum + Math.exp(each - most), 0) / bets.length);
}

/** A finding in words a person can check. */
export function describeFinding({ finding, route, path, kind, for: ayes, against, samples }: NoiseFinding): string {
  if (finding === 'differs') {
    return `${path} of ${route} (${kind}): in ${ayes} of ${samples} sampled requests only the candidate differs from legacy's first answer, in ${against} only legacy's second does: more than legacy's own noise`;
  }
  return `${path} of ${route} (${kind}): in ${ayes} of ${samples} sampled requests legacy's two answers differ and the candidate's do not, in ${against} the other way round: what varies in legacy stands still in the candidate`;
}
