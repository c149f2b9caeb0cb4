import { logOdds, nats } from '../../../domain/noise-findings.ts';
import { figure, median, reading, type Figure } from '../../figure.ts';
import { chancesOf, diffyFlags, type Field } from '../gates/diffy-rule.ts';
import { RUNS, shareFigure } from '../gates/migrations.ts';
import { failuresBefore, randomFrom, type Random } from '../gates/random.ts';

const SAMPLES = 10_000;
/** Nine other fields were noisy first. */
const RANK = 10;

/** Samples until a field is found, looked at after each; `undefined` if never within the horizon. And whether Diffy's rule shows it at the end. */
function watch(random: Random, field: Field): { found: number | undefined; diffy: boolean } {
  const { rawOnly, noiseOnly, both } = chancesOf(field);
  const odd = rawOnly + noiseOnly;
  const goal = nats(RANK, 0.8);
  let [ayes, noes] = [0, 0];
  let found: number | undefined;
  for (let at = failuresBefore(random, odd); at < SAMPLES; at += 1 + failuresBefore(random, odd)) {
    if (random() < rawOnly / odd) ayes += 1;
    else noes += 1;
    if (found === undefined && logOdds(ayes, noes, 1 / 2) >= goal) found = at + 1;
  }
  return { found, diffy: diffyFlags({ n: SAMPLES, rawOnly: ayes, noiseOnly: noes, both: both * SAMPLES }) };
}

/** The fewest samples any test could do with on average that knows the field's chances beforehand and is as sure: nats asked over nats won a sample (Wald). */
function optimum(field: Field): number {
  const { rawOnly, noiseOnly } = chancesOf(field);
  const share = rawOnly / (rawOnly + noiseOnly);
  const won = share * Math.log(2 * share) + (share === 1 ? 0 : (1 - share) * Math.log(2 * (1 - share)));
  return nats(RANK, 0.8) / ((rawOnly + noiseOnly) * won);
}

/** How soon a regression is found beneath noise, by a field that was the tenth to be noisy. */
export function noisePowerFigures(): Figure[] {
  const random = randomFrom(20_260_602);
  return [0, 0.01, 0.05, 0.29].flatMap((noise) =>
    [0.02, 0.05, 0.1].flatMap((regression) => {
      const field = { noise, regression };
      const all = Array.from({ length: RUNS }, () => watch(random, field));
      const found = all.flatMap(({ found: at }) => at ?? []);
      const share = found.length / all.length;
      const name = `${Math.round(100 * regression)} % regression beneath ${Math.round(100 * noise)} % noise`;
      const diffy = reading(`${name}: shown by Diffy’s rule after 10,000`, (100 * all.filter((each) => each.diffy).length) / all.length, '%');
      const limit = optimum(field);
      // Beyond the horizon there is no median to speak of.
      if (limit > SAMPLES) return [reading(`${name}: found within 10,000 samples`, 100 * share, '%'), diffy];
      return [
        shareFigure(`${name}: found within 10,000 samples`, share, '≥', 95),
        figure(`${name}: ${median(found).toLocaleString('en')} samples until found (median), against ${Math.round(limit).toLocaleString('en')} of a test that knows it beforehand`, median(found) / limit, '×', '≤', 1.3),
        diffy,
      ];
    }),
  );
}
