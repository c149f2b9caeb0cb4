import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, GateVerdict, Verdict } from '../../domain/gate.ts';
import { askErrorRate } from './error-rate.ts';
import { askLatency } from './latency.ts';
import { askParity } from './parity.ts';
import { askQuiet } from './quiet.ts';
import { askSoak } from './soak.ts';
import { askTargetHealth } from './target-health.ts';

/** Asks every gate about the same evidence, in their order. Pure: the same counters give the same verdicts, however often and wherever they are asked. */
export function askGates(gates: readonly Gate[], evidence: Evidence): readonly GateVerdict[] {
  return gates.map((gate) => ({ gate: gate.kind, ...askGate(gate, evidence) }));
}

function askGate(gate: Gate, evidence: Evidence): Verdict {
  switch (gate.kind) {
    case 'parity':
      return askParity(gate, evidence);
    case 'error-rate':
      return askErrorRate(gate, evidence);
    case 'latency':
      return askLatency(gate, evidence);
    case 'target-health':
      return askTargetHealth(gate, evidence);
    case 'soak':
      return askSoak(gate, evidence);
    case 'quiet':
      return askQuiet(gate, evidence);
  }
}
