import type { PairedFailures } from '../../../domain/counters.ts';
import type { PairedTally } from './paired.ts';

/** What was seen on one side: `sum` of `n` outcomes, each between 0 (good) and 1 (bad). A session's outcome is its share of bad answers. */
export interface Tally {
  readonly n: number;
  readonly sum: number;
}

/** What adding up shares and taking an earlier reading off may leave behind; far less than one bad request in any session. */
const ROUNDING = 1e-6;

/** A tally of counters as they came, or `undefined` where nothing that was counted can have left them so. */
export function tallyOf(n: number, sum: number): Tally | undefined {
  const sound = n >= 0 && n <= Number.MAX_SAFE_INTEGER && sum >= -ROUNDING && sum <= n + ROUNDING;
  if (!sound) return undefined;
  if (sum < ROUNDING) return { n, sum: 0 };
  return { n, sum: sum > n - ROUNDING ? n : sum };
}

/** Fewer outcomes than this tell nothing about a rate. */
const ENOUGH = 200;

/** The rate of a tally that is large enough to have one; `null` of others. */
export function rateOf(tally: Tally | undefined): number | null {
  return tally && tally.n >= ENOUGH ? tally.sum / tally.n : null;
}

/** A paired tally of counters as they came, or `undefined` where nothing that was counted can have left them so. */
export function pairedTallyOf(n: number, { candidateOnly, legacyOnly, both }: PairedFailures): PairedTally | undefined {
  const [candidate, legacy] = [tallyOf(n, candidateOnly), tallyOf(n, legacyOnly)];
  if (!candidate || !legacy || !tallyOf(n, both) || !tallyOf(n, candidateOnly + legacyOnly + both)) return undefined;
  // Rounding must not leave less than nothing for the sessions in which neither side failed alone.
  return { n, candidateOnly: candidate.sum, legacyOnly: Math.min(legacy.sum, n - candidate.sum) };
}
