import type { Times } from '../../processes/load.ts';
import { randomFrom } from '../gates/random.ts';

const DRAWS = 400;

/** What one adds to the time that so many of the requests do not exceed, of all laps together, and between which values that lies in 95 of 100 draws of as many rounds: the rounds are what the machine's noise comes in. */
export interface AddedTime {
  readonly ms: number;
  readonly low: number;
  readonly high: number;
}

/** `own` and `plain`: one entry for each round. */
export function addedTime(own: readonly Times[], plain: readonly Times[], share: number): AddedTime {
  const random = randomFrom(1);
  const addedIn = (rounds: readonly number[]): number => timeOf(rounds.map((round) => own[round]!), share) - timeOf(rounds.map((round) => plain[round]!), share);
  const draws = Array.from({ length: DRAWS }, () => addedIn(own.map(() => Math.floor(random() * own.length)))).toSorted((a, b) => a - b);
  return { ms: addedIn([...own.keys()]), low: draws[Math.floor(DRAWS * 0.025)]!, high: draws[Math.floor(DRAWS * 0.975)]! };
}

/** Milliseconds that such a share of the requests of all laps does not exceed. */
export function timeOf(laps: readonly Times[], share: number): number {
  const all = laps.flat().toSorted(([a], [b]) => a - b);
  let left = all.reduce((sum, [, count]) => sum + count, 0) * share;
  for (const [ms, count] of all) {
    left -= count;
    if (left <= 0) return ms;
  }
  return Number.NaN;
}
