import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, GateVerdict } from '../../domain/gate.ts';

type AskGates = (gates: readonly Gate[], evidence: Evidence) => Promise<readonly GateVerdict[]>;

/**
 * Asks the gates, and where the load balancer has failed requests itself, does not let one open that would not if all of those had been the candidate's: AWS
 * tells of no target group with them. Only what is surely the candidate's makes a gate fail.
 */
export async function askWithSuspects(askGates: AskGates, gates: readonly Gate[], evidence: Evidence): Promise<readonly GateVerdict[]> {
  const verdicts = await askGates(gates, evidence);
  const { balancerErrors = 0, direct, directShare } = evidence;
  const suspicious = gates.filter(({ kind }) => kind === 'error-rate');
  if (balancerErrors === 0 || directShare === 0 || suspicious.length === 0) return verdicts;
  const errors = direct.errors + balancerErrors;
  const worst = await askGates(suspicious, { ...evidence, direct: { requests: Math.max(direct.requests, errors), errors } });
  return verdicts.map((verdict) => {
    const other = worst.find(({ gate }) => gate === verdict.gate);
    if (verdict.state !== 'open' || !other || other.state === 'open') return verdict;
    const because = `${verdict.because}; but the load balancer itself failed ${balancerErrors} requests meanwhile (5xx) and does not say whose. Were they all the candidate’s: ${other.because}`;
    return { ...verdict, state: 'held', because, evidence: { ...verdict.evidence, balancerErrors } };
  });
}
