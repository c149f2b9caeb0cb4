import { describeProposal, proposalsOf, type MaskProposal, type UnmaskableNoise } from './mask-proposal.ts';
import type { NoiseReport } from './noise.ts';
import { describeFinding, findingsOf, type NoiseFinding } from './noise-findings.ts';

/** What a run has learned of noise: masks that somebody should look at, and what is wrong beneath the noise. */
export interface Learned {
  readonly proposals: readonly (MaskProposal | UnmaskableNoise)[];
  readonly findings: readonly NoiseFinding[];
}

/** More than so many of a kind nobody reads, and the journal keeps every one for ever. */
const MOST = 100;

/** `undefined` where nothing was learned. */
export function learnedFrom(noise: NoiseReport): Learned | undefined {
  const proposals = proposalsOf(noise).slice(0, MOST);
  const findings = findingsOf(noise).slice(0, MOST);
  return proposals.length + findings.length > 0 ? { proposals, findings } : undefined;
}

/** What makes two of them the same news: what is proposed and found, whatever was counted since. */
export function keyOfLearned(learned: Learned | undefined): string {
  const proposals = (learned?.proposals ?? []).map((each) => `${each.path}=${each.propose === 'mask' ? each.mask : each.propose}`);
  const findings = (learned?.findings ?? []).map(({ finding, route, path, kind }) => `${finding} ${route} ${path} ${kind}`);
  return [...proposals, ...findings.toSorted()].join('\n');
}

/** In sentences, the findings first. */
export function describeLearned({ proposals, findings }: Learned): readonly string[] {
  return [...findings.map(describeFinding), ...proposals.map((each) => `legacy differs from itself at ${describeProposal(each)}`)];
}
