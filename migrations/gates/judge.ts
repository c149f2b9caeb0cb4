import type { Evidential, Verdict } from '../../domain/gate.ts';
import { formatOdds, oddsOf } from './wording.ts';

/** A claim in words, and ln of the odds that the evidence gives against its opposite. */
export interface Claim {
  readonly words: string;
  readonly nats: number;
}

export interface Case {
  /** What was seen: `3 of 4,210 sessions (0.0713 %) differ`. */
  readonly seen: string;
  /** What opens the gate when it is shown, and what fails it. */
  readonly good: Claim;
  readonly bad: Claim;
  /** Chance in (0, 1) that a claim which is false is not shown, however often one looks: odds of 1 to 1 − confidence show it. */
  readonly confidence: number;
  /** Why the evidence cannot open the gate whatever it says. It can still fail it. */
  readonly doubt: string | undefined;
  /** What is sure at every look, whatever the verdict: `at most 0.18 %, sure at 95 % at all times`. */
  readonly bound?: string | undefined;
  /** What else to say while it is held. */
  readonly outlook?: string;
  readonly evidence: Evidential;
}

/**
 * Opens, holds or fails a gate by what the evidence has shown. A candidate shown to be bad is bad whatever is still missing; but where both are
 * shown (worse than legacy, yet within the margin that was granted) it is good enough.
 */
export function judge({ seen: counted, good, bad, confidence, doubt, bound, outlook, evidence: numbers }: Case): Verdict {
  const asked = natsFor(confidence);
  const seen = bound === undefined ? counted : `${counted}, ${bound}`;
  const evidence = { ...numbers, odds: oddsOf(good.nats), oddsAgainst: oddsOf(bad.nats), oddsAsked: oddsOf(asked) };
  const wanted = `${formatOdds(asked)} asked`;
  if (bad.nats >= asked && good.nats < asked) return { state: 'failed', because: `${seen}: ${bad.words} at odds of ${formatOdds(bad.nats)}, ${wanted}`, evidence };
  if (doubt !== undefined) return { state: 'held', because: `${doubt}; so far ${seen}`, evidence };
  if (good.nats >= asked) return { state: 'open', because: `${seen}: ${good.words} at odds of ${formatOdds(good.nats)}, ${wanted}`, evidence };
  const because = `${seen}; ${good.words} needs odds of ${formatOdds(asked)}, have ${formatOdds(good.nats)}${outlook ? `; ${outlook}` : ''}`;
  return { state: 'held', because, evidence };
}

/** ln of the odds that show a claim with this confidence: 20:1 for 0.95. */
export function natsFor(confidence: number): number {
  return -Math.log1p(-confidence);
}

export function held(because: string, evidence: Evidential = {}): Verdict {
  return { state: 'held', because, evidence };
}

/** Why a gate with these numbers can be asked nothing, or `undefined` if it can. A gate that makes no sense must not open. */
export function flawOf(bound: number, confidence: number): string | undefined {
  if (!(bound > 0 && bound < 1)) return `the gate's bound must lie between 0 and 1, it is ${bound}`;
  if (!(confidence > 0 && confidence < 1)) return `the gate's confidence must lie between 0 and 1, it is ${confidence}`;
  return undefined;
}

export const NONSENSE = 'the counters make no sense: negative, not numbers, or more bad outcomes than outcomes';
