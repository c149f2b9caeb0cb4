import { fieldKey, NO_CONTRAST, type Contrast, type NoisyField } from '../../../domain/noise.ts';
import { findingsOf, logOdds, nats } from '../../../domain/noise-findings.ts';
import type { Figure } from '../../figure.ts';
import { chancesOf, diffyFlags } from '../gates/diffy-rule.ts';
import { RUNS, shareFigure } from '../gates/migrations.ts';
import { failuresBefore, randomFrom, type Random } from '../gates/random.ts';

const SAMPLES = 2_000;
const ROUTES = 4;
/** Of each route: shares of requests in which legacy's two answers differ there. */
const NOISE = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.29, 0.5, 0.91];

/** When answers were odd, sample by sample, and whose: the same draws for every question. */
interface Odd {
  readonly at: number;
  readonly candidate: boolean;
}

/** The odd answers of one field whose candidate is interchangeable with legacy. Where `together`, all that is odd in one request is odd on one side, as when one of the two met a race. */
function oddAnswers(random: Random, noise: number, together: readonly boolean[] | undefined): readonly Odd[] {
  const { rawOnly, noiseOnly } = chancesOf({ noise, regression: 0 });
  const odd: Odd[] = [];
  for (let at = failuresBefore(random, rawOnly + noiseOnly); at < SAMPLES; at += 1 + failuresBefore(random, rawOnly + noiseOnly)) odd.push({ at, candidate: together?.[at] ?? random() < 1 / 2 });
  return odd;
}

/** Whether a field is ever a finding, looked at after every sample. `coin` is that of the question. */
function everFound(odd: readonly Odd[], rank: number, share: number, coin: number): boolean {
  const goal = nats(rank, share);
  let [ayes, noes] = [0, 0];
  return odd.some(({ candidate }) => logOdds(candidate ? ++ayes : ayes, candidate ? noes : ++noes, coin) >= goal);
}

/** The fields of a route group in the order in which each had its first odd answer. */
function inOrder(fields: readonly (readonly Odd[])[]): readonly (readonly Odd[])[] {
  return fields.filter((odd) => odd.length > 0).toSorted((a, b) => a[0]!.at - b[0]!.at);
}

function simulate(random: Random, isTogether: boolean): { differs: boolean; any: boolean; diffy: boolean } {
  const together = isTogether ? Array.from({ length: SAMPLES }, () => random() < 1 / 2) : undefined;
  const draw = () => Array.from({ length: ROUTES }, () => NOISE.map((noise) => oddAnswers(random, noise, together))).flat();
  const fields = draw();
  const differs = inOrder(fields).some((odd, i) => everFound(odd, i + 1, 0.8, 1 / 2));
  const steady = inOrder(draw()).some((odd, i) => everFound(odd, i + 1, 0.2, 2 / 3));
  if (findingsOf(reportOf(fields)).length > 0 && !differs) throw new Error('the simulation and the product do not agree');
  return { differs, any: differs || steady, diffy: fields.some((odd, i) => diffyEver(odd, NOISE[i % NOISE.length] ?? 0)) };
}

function reportOf(fields: readonly (readonly Odd[])[]) {
  const contrastOf = (odd: readonly Odd[]): Contrast => {
    const candidateOnly = odd.filter(({ candidate }) => candidate).length;
    return { ...NO_CONTRAST, candidateOnly, legacyOnly: odd.length - candidateOnly, firstAt: odd[0]?.at ?? null };
  };
  const field = (odd: readonly Odd[], i: number): NoisyField => ({ route: 'GET /', path: `$.${i}`, kind: 'value', differs: contrastOf(odd), varies: NO_CONTRAST, probed: 0, probedNoisy: 0, pairs: 0, holds: {}, values: null });
  const all = fields.map(field);
  if (new Set(all.map(fieldKey)).size !== all.length) throw new Error('two fields are one');
  return { asks: true, samples: { 'GET /': SAMPLES }, fields: all };
}

/** Diffy's rule on the same answers, looked at after every odd one from the hundredth request on; what both differ in is put in at its expectation. */
function diffyEver(odd: readonly Odd[], noise: number): boolean {
  const { both } = chancesOf({ noise, regression: 0 });
  let [rawOnly, noiseOnly] = [0, 0];
  return odd.some(({ at, candidate }) => {
    if (candidate) rawOnly += 1;
    else noiseOnly += 1;
    return at >= 100 && diffyFlags({ n: at + 1, rawOnly, noiseOnly, both: both * (at + 1) });
  });
}

/** Legacy against itself: 40 noisy fields on 4 routes, 2,000 samples, a look after each of them. Nothing that is found is true. */
export function legacyAgainstItselfFigures(): Figure[] {
  const random = randomFrom(20_260_601);
  return [false, true].flatMap((isTogether) => {
    const all = Array.from({ length: RUNS }, () => simulate(random, isTogether));
    const share = (of: (each: (typeof all)[number]) => boolean) => all.filter(of).length / all.length;
    const how = isTogether ? 'odd together' : 'odd one by one';
    return [
      shareFigure(`legacy against itself, 40 noisy fields ${how}: migrations in which any is ever flagged`, share(({ differs }) => differs), '≤', 4),
      shareFigure(`legacy against itself, 40 noisy fields ${how}: migrations with any finding at all, ever`, share(({ any }) => any), '≤', 5),
      shareFigure(`legacy against itself, 40 noisy fields ${how}: flagged by Diffy’s rule at some look (what it alarms for nothing)`, share(({ diffy }) => diffy), '≥', 50),
    ];
  });
}
