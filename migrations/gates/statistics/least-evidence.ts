import { logSumExp } from './log-sum-exp.ts';

/** What one bet has won, in nats, against the unknown rate. */
export interface Bet {
  readonly weight: number;
  /** The least it has won against any rate in [from, to], or less. Exact where from = to. */
  readonly least: (from: number, to: number) => number;
}

/** A bet whose winnings are the sum of two parts, one that never falls with the rate and one that never rises. */
export function monotoneBet(weight: number, rising: (t: number) => number, falling: (t: number) => number): Bet {
  return { weight, least: (from, to) => rising(from) + falling(to) };
}

interface Cell {
  readonly from: number;
  readonly to: number;
  /** No rate in the cell has less evidence than this. */
  readonly least: number;
}

/** The answer is this close to the infimum, in nats, and never above it: 1 % of the odds, or 1 % of the nats where those are many. */
const TOLERANCE = 0.01;
const MAX_SPLITS = 2_000;

/**
 * ln of the least that the mixture of bets has won over all unknown rates in [low, high]: evidence against every one of them at once.
 * Branch and bound: the cell with the least bound is split until that bound meets the least value seen.
 */
export function leastEvidence(bets: readonly Bet[], low: number, high: number): number {
  const cells = [cellOf(bets, low, high)];
  let seen = Infinity;
  for (let splits = 0; splits < MAX_SPLITS; splits++) {
    const worst = cells.reduce((least, each, i) => (each.least < (cells[least]?.least ?? Infinity) ? i : least), 0);
    const { from, to, least } = cells[worst] as Cell;
    if (Number.isFinite(seen) && seen - least <= TOLERANCE * Math.max(1, Math.abs(seen))) return least;
    const middle = between(from, to);
    seen = Math.min(seen, won(bets, middle, middle));
    cells[worst] = cellOf(bets, from, middle);
    cells.push(cellOf(bets, middle, to));
  }
  return cells.reduce((least, each) => Math.min(least, each.least), Infinity);
}

function cellOf(bets: readonly Bet[], from: number, to: number): Cell {
  return { from, to, least: won(bets, from, to) };
}

function won(bets: readonly Bet[], from: number, to: number): number {
  return logSumExp(bets.map(({ weight, least }) => Math.log(weight) + least(from, to)));
}

/** Half-way by the square root: rates near 0 are told apart more finely, as samples tell them. */
function between(a: number, b: number): number {
  return ((Math.sqrt(a) + Math.sqrt(b)) / 2) ** 2;
}
