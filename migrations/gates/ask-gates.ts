import type { Evidence } from '../../domain/evidence.ts';
import { gateName, type Gate, type GateVerdict, type Verdict } from '../../domain/gate.ts';
import { askApproval } from './approval.ts';
import { askBackfilled } from './backfilled.ts';
import { askCheck } from './check.ts';
import { askDataVerified } from './data-verified.ts';
import { askErrorRate } from './error-rate.ts';
import { askLag } from './lag.ts';
import { askLatency } from './latency.ts';
import { askParity } from './parity.ts';
import { askQuiet } from './quiet.ts';
import { askSampleRatio } from './sample-ratio.ts';
import { askSoak } from './soak.ts';
import { askTargetHealth } from './target-health.ts';
import { watchErrors, watchParity } from './watch.ts';

/** Asks every gate about the same evidence; the verdicts are in their order. Pure, but for the user's own checks: the same counters give the same verdicts, however often and wherever they are asked. */
export function askGates(gates: readonly Gate[], evidence: Evidence): Promise<readonly GateVerdict[]> {
  return Promise.all(gates.map(async (gate) => ({ gate: gateName(gate), ...(await askGate(gate, evidence)) })));
}

function askGate(gate: Gate, evidence: Evidence): Verdict | Promise<Verdict> {
  switch (gate.kind) {
    case 'parity':
      return askParity(gate, evidence);
    case 'error-rate':
      return askErrorRate(gate, evidence);
    case 'latency':
      return askLatency(gate, evidence);
    case 'sample-ratio':
      return askSampleRatio(gate, evidence);
    case 'target-health':
      return askTargetHealth(gate, evidence);
    case 'approval':
      return askApproval(evidence);
    case 'check':
      return askCheck(gate, evidence);
    case 'parity-watch':
      return watchParity(gate, evidence);
    case 'error-watch':
      return watchErrors(gate, evidence);
    case 'soak':
      return askSoak(gate, evidence);
    case 'backfilled':
      return askBackfilled(gate, evidence);
    case 'lag':
      return askLag(gate, evidence);
    case 'data-verified':
      return askDataVerified(evidence);
    case 'quiet':
      return askQuiet(gate, evidence);
  }
}
