import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { compareArms } from './compare-arms.ts';
import { comparePairs } from './compare-pairs.ts';
import { doubtAbout } from './doubt.ts';
import { held } from './judge.ts';
import { rateOf, tallyOf } from './statistics/tally.ts';

/**
 * Whether the candidate fails no more than legacy does. While requests are only copied, both sides' outcomes of the same request are known, and
 * compared pair by pair: what fails on both sides cancels. Later the candidate has callers of its own, and theirs are compared with legacy's.
 */
export function askErrorRate(gate: Gate & { readonly kind: 'error-rate' }, evidence: Evidence): Verdict {
  const { legacy, candidate, direct, directShare, cohortShare, usual } = evidence;
  if (directShare === 0 && cohortShare === 0) return comparePairs(gate, evidence);
  const requests = { legacy: legacy.requests, candidate: candidate.requests + direct.requests };
  const asked = { margin: gate.margin, confidence: gate.confidence, requests, usual: 0, did: 'failed', doubt: doubtAbout(gate, evidence) };
  if (direct.requests === 0 && direct.errors === 0) {
    const arms = { legacy: tallyOf(legacy.sessions, legacy.sessionErrors), candidate: tallyOf(candidate.sessions, candidate.sessionErrors) };
    const verdict = compareArms({ ...asked, ...arms, expected: rateOf(tallyOf(usual.sessions, usual.sessionErrors)), unit: 'sessions' });
    if (directShare === 0 || verdict.state !== 'open') return verdict;
    // What came through the proxies says nothing about the way past them.
    return held(`no evidence: the load balancer has published nothing yet about the ${directShare} % that it sends straight to the candidate`, verdict.evidence);
  }
  // The load balancer counts requests and knows no sessions; both arms must be counted alike.
  const sound = [candidate, direct].every((each) => tallyOf(each.requests, each.errors));
  return compareArms({
    ...asked,
    legacy: tallyOf(legacy.requests, legacy.errors),
    candidate: sound ? tallyOf(requests.candidate, candidate.errors + direct.errors) : undefined,
    expected: rateOf(tallyOf(usual.requests, usual.errors)),
    unit: 'requests',
    note: 'counted by request: the load balancer knows no sessions',
  });
}
