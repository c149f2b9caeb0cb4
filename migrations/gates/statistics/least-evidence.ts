import { logSumExp } from './log-sum-exp.ts';

/** What one bet has won, in nats, if the unknown rate is `t`: the sum of two parts, one that never falls with `t` and one that never rises. */
export interface Bet {
  readonly weight: number;
  readonly rising: (t: number) => number;
  readonly falling: (t: number) => number;
}

interface Point {
  readonly t: number;
  readonly rising: readonly number[];
  readonly falling: readonly number[];
}

interface Cell {
  readonly from: Point;
  readonly to: Point;
  /** No rate in the cell has less evidence than this. */
  readonly least: number;
}

/** The answer is this close to the infimum, in nats, and never above it: 1 % of the odds, or 1 % of the nats where those are many. */
const TOLERANCE = 0.01;
const MAX_SPLITS = 2_000;

/**
 * ln of the least that the mixture of bets has won over all unknown rates `t` in [low, high]: evidence against every one of them at once.
 *
 * Branch and bound. In a cell [a, b] no bet has won less than rising(a) + falling(b), so the bound holds without a word about the curve's shape;
 * the cell with the least bound is split until that bound meets the least value seen.
 */
export function leastEvidence(bets: readonly Bet[], low: number, high: number): number {
  const cells = [cellOf(pointOf(bets, low), pointOf(bets, high))];
  let seen = Infinity;
  for (let splits = 0; splits < MAX_SPLITS; splits++) {
    const worst = cells.reduce((least, each, i) => (each.least < (cells[least]?.least ?? Infinity) ? i : least), 0);
    const { from, to, least } = cells[worst] as Cell;
    if (Number.isFinite(seen) && seen - least <= TOLERANCE * Math.max(1, Math.abs(seen))) return least;
    const middle = pointOf(bets, between(from.t, to.t));
    seen = Math.min(seen, won(middle, middle));
    cells[worst] = cellOf(from, middle);
    cells.push(cellOf(middle, to));
  }
  return cells.reduce((least, each) => Math.min(least, each.least), Infinity);
}

function pointOf(bets: readonly Bet[], t: number): Point {
  return { t, rising: bets.map((bet) => Math.log(bet.weight) + bet.rising(t)), falling: bets.map((bet) => bet.falling(t)) };
}

function cellOf(from: Point, to: Point): Cell {
  return { from, to, least: won(from, to) };
}

/** What the mixture has won if the rising parts stand where they are at one point and the falling parts where they are at another. */
function won({ rising }: Point, { falling }: Point): number {
  return logSumExp(rising.map((nats, i) => nats + (falling[i] ?? 0)));
}

/** Half-way by the square root: rates near 0 are told apart more finely, as samples tell them. */
function between(a: number, b: number): number {
  return ((Math.sqrt(a) + Math.sqrt(b)) / 2) ** 2;
}
