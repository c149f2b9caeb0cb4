import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { countAbove, countOf, type LatencyHistogram } from '../../domain/latency-histogram.ts';
import { compareArms } from './compare-arms.ts';
import { held, NONSENSE } from './judge.ts';
import { doubtAbout } from './doubt.ts';
import { rateOf, tallyOf, type Tally } from './statistics/tally.ts';

/** Share of legacy's answers above the threshold: it is legacy's p99. */
const SLOW_SHARE = 0.01;

/** No proxy waits a day for an answer. */
const LONGEST_MS = 86_400_000;

/** Whether no more of the candidate's answers are slow than of legacy's. Only proxies time single answers: what the load balancer sends straight to the candidate is not in it. */
export function askLatency(gate: Gate & { readonly kind: 'latency' }, evidence: Evidence): Verdict {
  const { slowAboveMs } = evidence;
  if (slowAboveMs === null) return held('no evidence: legacy was not timed before this stop, so nothing says what is slow');
  if (!(slowAboveMs > 0 && slowAboveMs <= LONGEST_MS)) return held(NONSENSE);
  const legacy = slowAnswers(evidence.legacy.latency, slowAboveMs);
  const candidate = slowAnswers(evidence.candidate.latency, slowAboveMs);
  return compareArms({
    legacy,
    candidate,
    requests: { legacy: legacy?.n ?? 0, candidate: candidate?.n ?? 0 },
    usual: SLOW_SHARE,
    expected: rateOf(slowAnswers(evidence.usual.latency, slowAboveMs)),
    margin: gate.margin,
    confidence: gate.confidence,
    unit: 'requests',
    did: `took over ${Number(slowAboveMs.toPrecision(3))} ms`,
    note: 'counted by request, through the proxies',
    doubt: doubtAbout(gate, evidence),
  });
}

function slowAnswers(latency: LatencyHistogram, slowAboveMs: number): Tally | undefined {
  const sound = Object.entries(latency).every(([bucket, count]) => Number.isInteger(Number(bucket)) && count >= 0);
  return sound ? tallyOf(countOf(latency), countAbove(latency, slowAboveMs)) : undefined;
}
