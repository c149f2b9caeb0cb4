import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { doubtAbout } from './doubt.ts';
import { flawOf, held, natsFor, NONSENSE } from './judge.ts';
import { logAbove, logBelow } from './statistics/one-arm.ts';
import { tallyOf, type Tally } from './statistics/tally.ts';
import { formatCount, formatOdds, formatPercent, formatShare, oddsOf } from './wording.ts';

/** Callers who were let in and left out again a moment later: more of them than this, and the cohort is no stable set. */
const WENT_BACK = 0.01;

/** At 100 % nobody is to be on the other side; a hundredth may be on its way. */
const STRAGGLERS = 0.01;

/**
 * Whether the split is what the stop asks for. A share that is shown to be too large fails a cohort: more callers than asked for are on the candidate. One that is too
 * small holds, and so does any at a weight, where the two sides are counted by different instruments: by the load balancer with some delay, and by
 * proxies whose counts end with them.
 */
export function askSampleRatio(gate: Gate & { readonly kind: 'sample-ratio' }, evidence: Evidence): Verdict {
  const { within, confidence } = gate;
  const flaw = flawOf(within, confidence);
  if (flaw) return held(flaw);
  const split = splitOf(evidence);
  if (split === undefined) return held('no evidence: at this stop nobody is split');
  const { tally, asked, unit } = split;
  const { letIn, wentBack } = evidence.callers;
  const back = tallyOf(letIn, Math.min(wentBack, letIn));
  if (!tally || !back || !(wentBack >= 0 && Number.isFinite(wentBack))) return held(NONSENSE);
  if (tally.n === 0) return held(`no evidence: no ${unit} have been split yet`);

  const goal = natsFor(confidence);
  const { low, high, shown, tooMany, tooFew } = compare(tally, asked, within);
  const range = high < 1 ? `between ${formatPercent(low)} and ${formatPercent(high)}` : `at least ${formatPercent(low)}`;
  const seen = `${formatShare(tally.sum, tally.n, unit)} go to the candidate, ${formatPercent(asked)} asked`;
  const numbers = { asked, low, high, [unit]: tally.n, toCandidate: tally.sum, wentBack, odds: oddsOf(shown), oddsAsked: oddsOf(goal) };

  if (logAbove(back, WENT_BACK) >= goal) {
    return { state: 'failed', because: `${formatShare(back.sum, back.n, 'callers')} of the cohort were sent back to legacy a moment later: the cohort is not stable`, evidence: numbers };
  }
  if (tooMany >= goal && unit === 'callers') return { state: 'failed', because: `${seen}: more than ${formatPercent(high)} at odds of ${formatOdds(tooMany)}`, evidence: numbers };
  const doubt = doubtAbout(gate, evidence);
  if (doubt !== undefined) return held(`${doubt}; so far ${seen}`, numbers);
  if (shown >= goal) return { state: 'open', because: `${seen}: ${range} at odds of ${formatOdds(shown)}, ${formatOdds(goal)} asked`, evidence: numbers };
  if (tooMany >= goal) return held(`${seen}: it is more than ${formatPercent(high)}; look at the rule's weights, and at proxies that were replaced`, numbers);
  if (tooFew >= goal) return held(`${seen}: it is less than ${formatPercent(low)}; look at who else decides (strategies of the flag, testers, other rules)`, numbers);
  return held(`${seen}; ${range} needs odds of ${formatOdds(goal)}, have ${formatOdds(shown)}; ${formatCount(tally.n)} ${unit} are too few to tell`, numbers);
}

interface Split {
  /** `undefined` where the counters make no sense. */
  readonly tally: Tally | undefined;
  /** The share asked for, 0–1. */
  readonly asked: number;
  readonly unit: 'callers' | 'requests';
}

/** At a weight the load balancer splits requests; at a cohort the flag splits callers, each of whom is one bet. */
function splitOf({ directShare, cohortShare, legacy, candidate, direct, callers }: Evidence): Split | undefined {
  if (directShare > 0) {
    const sound = [legacy.requests, candidate.requests, direct.requests].every((count) => tallyOf(count, 0));
    return { tally: sound ? tallyOf(legacy.requests + candidate.requests + direct.requests, direct.requests) : undefined, asked: directShare / 100, unit: 'requests' };
  }
  if (cohortShare === 0) return undefined;
  const sound = [callers.letIn, callers.leftOut].every((count) => tallyOf(count, 0));
  return { tally: sound ? tallyOf(callers.letIn + callers.leftOut, callers.letIn) : undefined, asked: cohortShare / 100, unit: 'callers' };
}

interface Compared {
  /** The candidate's shares that are close enough. */
  readonly low: number;
  readonly high: number;
  /** ln of the evidence that its share lies between them, above them, below them. */
  readonly shown: number;
  readonly tooMany: number;
  readonly tooFew: number;
}

/** Compares on the smaller side, where a share's size tells most: `within` of it on either side is close enough. */
function compare(candidate: Tally, asked: number, within: number): Compared {
  if (asked > 0.5) {
    const legacy = compare({ n: candidate.n, sum: candidate.n - candidate.sum }, 1 - asked, within);
    return { low: 1 - legacy.high, high: 1 - legacy.low, shown: legacy.shown, tooMany: legacy.tooFew, tooFew: legacy.tooMany };
  }
  if (asked === 0) return { low: 0, high: STRAGGLERS, shown: logBelow(candidate, STRAGGLERS), tooMany: logAbove(candidate, STRAGGLERS), tooFew: -Infinity };
  const [low, high] = [asked * (1 - within), asked * (1 + within)];
  return { low, high, shown: Math.min(logAbove(candidate, low), logBelow(candidate, high)), tooMany: logAbove(candidate, high), tooFew: logBelow(candidate, low) };
}
