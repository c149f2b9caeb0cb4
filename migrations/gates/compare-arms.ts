import type { Verdict } from '../../domain/gate.ts';
import { flawOf, held, judge, natsFor, NONSENSE } from './judge.ts';
import { upperBound } from './statistics/confidence.ts';
import { logAbove, logBelow } from './statistics/one-arm.ts';
import { tallyOf, type Tally } from './statistics/tally.ts';
import { logNotWorse, logWorse } from './statistics/two-arms.ts';
import { formatBound, formatCeiling, formatCeilingPoints, formatPercent, formatPoints, formatShare } from './wording.ts';

export interface ArmsCase {
  /** `undefined` where the counters make no sense. */
  readonly legacy: Tally | undefined;
  readonly candidate: Tally | undefined;
  /** Requests that either side has answered: where legacy has next to none left, there is nothing to compare with. */
  readonly requests: { readonly legacy: number; readonly candidate: number };
  /** Share of bad outcomes that is taken for legacy's when it answers nothing any more. */
  readonly usual: number;
  /** Legacy's share of bad outcomes as known before this stop, `null` where it was not: only how soon the gate opens depends on it. */
  readonly expected: number | null;
  readonly margin: number;
  readonly confidence: number;
  /** What one outcome is. A caller's requests are alike: bets on each of them are worth what the confidence says only as far as they fail independently. */
  readonly unit: 'sessions' | 'requests';
  /** What a bad outcome did: `failed`, `were slow`. */
  readonly did: string;
  /** Said after what was seen. */
  readonly note?: string;
  readonly doubt: string | undefined;
}

/** Below one request in so many, legacy's traffic cannot be compared with: what trickles in would hold the gate for ever. */
const LEGACY_IS_GONE = 1_000;

/** Whether the candidate's share of bad outcomes stays below legacy's plus a margin (open), or is above legacy's (failed). */
export function compareArms({ legacy, candidate, requests, usual, expected, margin, confidence, unit, did, note, doubt }: ArmsCase): Verdict {
  const flaw = flawOf(usual + margin, confidence) ?? flawOf(margin, confidence);
  if (flaw) return held(flaw);
  if (!legacy || !candidate || !tallyOf(requests.legacy, 0) || !tallyOf(requests.candidate, 0)) return held(NONSENSE);
  const evidence = { candidate: candidate.n, candidateBad: candidate.sum, legacy: legacy.n, legacyBad: legacy.sum, unit, margin };
  if (candidate.n === 0) return held(`no evidence: the candidate has answered no ${unit} to the end yet`, evidence);

  const asked = natsFor(confidence);
  const said = note ? ` (${note})` : '';
  const ofCandidate = `candidate: ${formatShare(candidate.sum, candidate.n, unit)} ${did}`;
  if (requests.legacy * LEGACY_IS_GONE < requests.candidate) {
    const bound = usual + margin;
    const atMost = upperBound((rate) => logBelow(candidate, rate), asked);
    return judge({
      seen: `${ofCandidate}, and legacy answers next to nothing any more${said}`,
      bound: formatBound(formatCeiling(atMost), confidence),
      good: { words: `below ${formatPercent(bound)}`, nats: logBelow(candidate, bound) },
      bad: { words: `above ${formatPercent(bound)}`, nats: logAbove(candidate, bound) },
      confidence,
      doubt,
      evidence: { ...evidence, atMost },
    });
  }
  const ofLegacy = legacy.n === 0 ? 'legacy: none yet' : `legacy: ${formatShare(legacy.sum, legacy.n, unit)}`;
  const differenceAtMost = upperBound((by) => (by < 1 ? logNotWorse(legacy, candidate, by, expected) : Infinity), asked);
  return judge({
    seen: `${ofCandidate}, ${ofLegacy}${said}`,
    bound: differenceAtMost < 1 ? formatBound(`${formatCeilingPoints(differenceAtMost)} above legacy`, confidence) : undefined,
    good: { words: `less than ${formatPoints(margin)} above legacy`, nats: logNotWorse(legacy, candidate, margin, expected) },
    bad: { words: 'above legacy', nats: logWorse(legacy, candidate) },
    confidence,
    doubt,
    evidence: { ...evidence, differenceAtMost },
  });
}
